package io.paviour.http;

import io.paviour.access.Subject;
import io.paviour.resource.Problem;
import java.io.IOException;

/// The door for programs: everybody shows a token, every time, or a client certificate.
record ApiDoor(Api api, Health health, Recognition recognition) implements Door {
    @Override
    public Reply answer(Call call) throws IOException {
        if (Health.isOpen(call.path())) {
            return health.reply(call.path());
        }
        Subject subject = recognition.of(call);
        if (subject == null) {
            throw new Problem.Unauthorized("a bearer token or a client certificate is needed").exception();
        }
        return api.answer(subject, call);
    }
}

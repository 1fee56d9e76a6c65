package io.paviour.server;

import io.paviour.access.Account;
import io.paviour.access.ServiceAccounts;
import io.paviour.registry.View;
import io.paviour.resource.KindName;
import io.paviour.resource.Packed;
import io.paviour.resource.Ref;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Who may sign in, as the view has it at the moment of the question.
///
/// Every request asks, and documents are kept as text: an account is read again only when it has another
/// revision.
final class Accounts {
    /// How many accounts are kept read; whoever comes beyond that starts the collection anew.
    static final int READ_MAX = 10_000;

    private final View view;
    private final KindName kind;
    private final Map<String, Read> read = new ConcurrentHashMap<>();

    private record Read(long revision, Account account) {}

    /// @param group the organisation's API group
    Accounts(View view, String group) {
        this.view = view;
        this.kind = new KindName(group, "Account");
    }

    /// The account of a user or program, or null if there is none.
    @Nullable
    Account find(String user) {
        Ref service = ServiceAccounts.find(user);
        if (service != null) {
            Packed program = view.packed(service);
            return program == null ? null : new Account(program.uid(), ServiceAccounts.groups(service.namespace()));
        }
        Packed packed = view.packed(new Ref(kind, "", user));
        if (packed == null) {
            read.remove(user);
            return null;
        }
        Read known = read.get(user);
        if (known == null || known.revision != packed.revision()) {
            known = new Read(packed.revision(), account(packed));
            if (read.size() >= READ_MAX) {
                read.clear();
            }
            read.put(user, known);
        }
        return known.account;
    }

    private static Account account(Packed packed) {
        return new Account(
                packed.uid(), packed.resource().spec().strings("groups").collect(Collectors.toSet()));
    }
}

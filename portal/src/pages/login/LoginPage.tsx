import { useEffect, useRef, useState } from 'react';
import { Button, FieldError, Form, Input, Label, Text, TextField } from 'react-aria-components';
import { Navigate, useSearchParams } from 'react-router';
import { nextPage } from '../../app/linkCode';
import { useSession, useSettings, useSignIn } from '../../app/session';
import { useTitle } from '../../app/useTitle';
import { Loading } from '../../ui/Loading';
import { Logo } from '../../ui/Logo';
import { ProblemPanel } from '../../ui/ProblemPanel';
import { Paving } from './Paving';
import './login.css';

export function LoginPage({ linkCode }: { readonly linkCode: string | null }) {
  useTitle('Sign in');
  const [query] = useSearchParams();
  const session = useSession();
  const settings = useSettings();
  const signIn = useSignIn();
  const [token, setToken] = useState('');
  useLinkOnce(linkCode, (link) => signIn.mutate({ link }));

  if (session.data != null && !signIn.isPending) {
    return <Navigate to={nextPage(query.get('next'))} replace />;
  }
  if (session.isPending) {
    return <Loading what="the sign-in" />;
  }
  return (
    <div className="login">
      <main className="login-card">
        <div className="login-brand">
          <Logo />
          <span>Paviour</span>
        </div>
        <h1>Sign in</h1>
        <p className="quiet">{settings.data?.organisation ?? 'Your platform'}, the paved road to running software.</p>
        {signIn.error !== null && <ProblemPanel title="That did not work" problem={signIn.error} />}
        <Form
          onSubmit={(event) => {
            event.preventDefault();
            signIn.mutate({ token: token.trim() });
          }}
        >
          <TextField
            className="field"
            type="password"
            value={token}
            onChange={setToken}
            autoComplete="current-password"
            isRequired
          >
            <Label>Token</Label>
            <Input className="input mono" spellCheck="false" />
            <Text slot="description" className="quiet">
              The administrator’s is in the file <code>token</code> of the data directory:{' '}
              <code>cat .paviour/token</code>
            </Text>
            <FieldError className="error-text" />
          </TextField>
          <Button className="button button-primary login-submit" type="submit" isDisabled={signIn.isPending}>
            {signIn.isPending ? 'Signing in…' : 'Sign in'}
          </Button>
        </Form>
        <p className="quiet login-hint">
          Or open the one-time link that <code>./paviour up</code> prints.
        </p>
      </main>
      <Paving />
    </div>
  );
}

/** A link works once, and development mode runs effects twice. */
function useLinkOnce(linkCode: string | null, use: (code: string) => void): void {
  const used = useRef(false);
  useEffect(() => {
    if (linkCode !== null && !used.current) {
      used.current = true;
      use(linkCode);
    }
  });
}

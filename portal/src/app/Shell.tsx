import { Suspense } from 'react';
import { Link, NavLink, Navigate, Outlet, useLocation } from 'react-router';
import { Loading } from '../ui/Loading';
import { Logo } from '../ui/Logo';
import { ProblemPanel } from '../ui/ProblemPanel';
import { Announcer } from './Announcer';
import { Reader } from './Reader';
import { useSession, useSettings } from './session';
import './shell.css';

/** The frame of every page behind the sign-in. */
export function Shell() {
  const session = useSession();
  const settings = useSettings();
  const location = useLocation();

  if (session.isPending || settings.isPending) {
    return <Loading what="Paviour" />;
  }
  const error = session.error ?? settings.error;
  if (error !== null) {
    const retry = () => void Promise.all([session.refetch(), settings.refetch()]);
    return (
      <main className="shell-main">
        <ProblemPanel title="Paviour cannot be reached" problem={error} onRetry={retry} />
      </main>
    );
  }
  if (session.data == null) {
    return <Navigate to={`/login?next=${encodeURIComponent(location.pathname + location.search)}`} replace />;
  }
  return (
    <Announcer>
      <a className="skip-link" href="#main">
        Skip to content
      </a>
      <header className="shell-header">
        <Link className="shell-brand" to="/">
          <Logo />
          <span className="shell-wordmark">Paviour</span>
          <span className="shell-organisation">{settings.data?.organisation}</span>
          <span className="hidden-text">home</span>
        </Link>
        <nav className="shell-nav" aria-label="Main">
          <NavLink to="/environments">Environments</NavLink>
        </nav>
        <Reader session={session.data} />
      </header>
      <main id="main" className="shell-main" tabIndex={-1}>
        <Suspense fallback={<Loading what="the page" />}>
          <Outlet />
        </Suspense>
      </main>
      <footer className="shell-footer">
        <span>Paviour {settings.data?.version}</span>
        <span>
          API <code>{settings.data?.apiServer}</code>
        </span>
      </footer>
    </Announcer>
  );
}

import { lazy, Suspense } from 'react';
import { Navigate, Route, Routes } from 'react-router';
import { Loading } from '../ui/Loading';
import { LoginPage } from '../pages/login/LoginPage';
import { NotFoundPage } from '../pages/NotFoundPage';
import { Shell } from './Shell';

const EnvironmentsPage = lazy(() => import('../pages/environments/EnvironmentsPage'));
const EnvironmentPage = lazy(() => import('../pages/environment/EnvironmentPage'));

/** @param linkCode the code of a one-time link that this page was opened with */
export function App({ linkCode }: { readonly linkCode: string | null }) {
  return (
    <Suspense fallback={<Loading what="the page" />}>
      <Routes>
        <Route path="/login" element={<LoginPage linkCode={linkCode} />} />
        <Route element={<Shell />}>
          <Route path="/" element={<Navigate to="/environments" replace />} />
          <Route path="/environments" element={<EnvironmentsPage />} />
          <Route path="/environments/:namespace/:name" element={<EnvironmentPage />} />
          <Route path="/environments/:namespace/:name/:plural/:child" element={<EnvironmentPage />} />
          <Route path="*" element={<NotFoundPage />} />
        </Route>
      </Routes>
    </Suspense>
  );
}

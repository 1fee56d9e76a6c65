import { Link } from 'react-router';
import { useTitle } from '../app/useTitle';
import { Empty } from '../ui/Empty';

export function NotFoundPage() {
  useTitle('Not found');
  return (
    <Empty title="The road ends here" isPage>
      <p>There is no page at this address.</p>
      <p>
        <Link to="/environments">Back to the environments</Link>
      </p>
    </Empty>
  );
}

import { CopyButton } from '../../ui/CopyButton';
import { Empty } from '../../ui/Empty';

const COMMAND = 'kubectl apply -f examples/environment.yaml';

export function NoEnvironments() {
  return (
    <Empty title="No environment yet">
      <p>Lay the first one: a database, its secret, two services and a hostname from one file.</p>
      <div className="command">
        <code>{COMMAND}</code>
        <CopyButton text={COMMAND} what="the command" />
      </div>
      <p className="quiet">
        With <code>export KUBECONFIG=.paviour/kubeconfig</code> before it, any stock kubectl will do. This page shows it as
        soon as it is there.
      </p>
    </Empty>
  );
}

export function NothingFound() {
  return (
    <Empty title="Nothing matches">
      <p>No environment has all of these words in its name, namespace, owner, cluster or message.</p>
    </Empty>
  );
}

import type { Instance } from '../../api/types';

export function InstanceTable({ instances }: { readonly instances: readonly Instance[] }) {
  if (instances.length === 0) {
    return null;
  }
  return (
    <>
      <h3>Instances</h3>
      <table className="table">
        <caption className="hidden-text">Instances</caption>
        <thead>
          <tr>
            <th scope="col">Instance</th>
            <th scope="col">Phase</th>
            <th scope="col">Port</th>
            <th scope="col" className="numeric">
              Restarts
            </th>
          </tr>
        </thead>
        <tbody>
          {instances.map((instance) => (
            <tr key={instance.index}>
              <th scope="row">Replica {instance.index}</th>
              <td data-label="Phase">
                {instance.phase ?? '–'}
                {instance.message !== undefined && instance.message !== '' && (
                  <span className="row-message">{instance.message}</span>
                )}
              </td>
              <td data-label="Port">{instance.port ?? '–'}</td>
              <td data-label="Restarts" className="numeric">
                {instance.restarts ?? 0}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

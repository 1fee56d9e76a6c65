import type { Condition } from '../../api/types';
import { healthOfCondition } from '../../model/condition';
import { StateSign } from '../../ui/StatePill';
import { TimeAgo } from '../../ui/TimeAgo';

export function ConditionTable({ conditions }: { readonly conditions: readonly Condition[] }) {
  if (conditions.length === 0) {
    return <p className="quiet">No condition yet: nobody has looked at this resource.</p>;
  }
  return (
    <table className="table">
      <caption className="hidden-text">Conditions</caption>
      <thead>
        <tr>
          <th scope="col">Condition</th>
          <th scope="col">Message</th>
          <th scope="col" className="numeric">
            Since
          </th>
        </tr>
      </thead>
      <tbody>
        {conditions.map((condition) => (
          <tr key={condition.type}>
            <th scope="row">
              <span className="condition-type">
                <StateSign state={healthOfCondition(condition).state} />
                {condition.type}
              </span>
            </th>
            <td data-label="Message">
              {condition.message !== undefined && condition.message !== '' && (
                <span className="condition-message">{condition.message}</span>
              )}
              {condition.reason !== undefined && <code className="condition-reason">{condition.reason}</code>}
            </td>
            <td data-label="Since" className="numeric">
              <TimeAgo instant={condition.lastTransitionTime} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

import type { Problem } from '../../api/problem';
import type { EventRecord } from '../../api/types';
import { lastSeen } from '../../model/events';
import { ProblemPanel } from '../../ui/ProblemPanel';
import { TimeAgo } from '../../ui/TimeAgo';

const EVENTS_SHOWN_MAX = 200;

interface Props {
  readonly events: readonly EventRecord[];
  readonly problem: Problem | null;
  /** Whether to say which resource an event is about. */
  readonly showObject: boolean;
}

export function EventTable({ events, problem, showObject }: Props) {
  if (problem !== null) {
    return <ProblemPanel title="The events cannot be shown" problem={problem} />;
  }
  if (events.length === 0) {
    return <p className="quiet">No event yet. What is done to this resource will be written here as it happens.</p>;
  }
  return (
    <ol className="events">
      {events.slice(0, EVENTS_SHOWN_MAX).map((event) => (
        <li key={event.metadata.uid} className={event.type === 'Warning' ? 'event event-warning' : 'event'}>
          <div className="event-head">
            <span className="event-reason">
              {event.type === 'Warning' && <span className="hidden-text">Warning: </span>}
              {event.reason}
            </span>
            {showObject && (
              <span className="event-object">
                {event.involvedObject.kind} {event.involvedObject.name}
              </span>
            )}
            <span className="event-time">
              {(event.count ?? 1) > 1 && <span className="count">{event.count} times</span>}{' '}
              <TimeAgo instant={lastSeen(event)} />
            </span>
          </div>
          <p>{event.message}</p>
        </li>
      ))}
    </ol>
  );
}

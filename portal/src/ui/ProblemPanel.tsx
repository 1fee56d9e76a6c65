import { Button } from 'react-aria-components';
import type { Problem } from '../api/problem';
import { Icon } from './Icon';

interface Props {
  readonly title: string;
  readonly problem: Problem;
  readonly onRetry?: () => void;
}

/** A failure in the words of the API, with every field that it names, and what to do where we know. */
export function ProblemPanel({ title, problem, onRetry }: Props) {
  const advice = adviceFor(problem);
  return (
    <section className="problem" role="alert">
      <h2>
        <Icon name="failed" />
        {title}
      </h2>
      <p>{problem.message}</p>
      {problem.causes.length > 0 && (
        <ul>
          {problem.causes.map((cause, index) => (
            <li key={index}>
              {cause.field !== undefined && <code>{cause.field}</code>} {cause.message ?? cause.reason}
            </li>
          ))}
        </ul>
      )}
      {advice !== undefined && <p className="quiet">{advice}</p>}
      {onRetry !== undefined && (
        <Button className="button" onPress={onRetry}>
          Try again
        </Button>
      )}
    </section>
  );
}

function adviceFor(problem: Problem): string | undefined {
  switch (problem.code) {
    case 0:
      return 'The page tries again by itself as soon as you ask it to; nothing is lost.';
    case 401:
      return 'A one-time link works once and for a short time; a token must be copied whole.';
    case 403:
      return 'An administrator can give you a role in this namespace.';
    case 429:
      return 'The server is busy. Wait a moment.';
    default:
      return undefined;
  }
}

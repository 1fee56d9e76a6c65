import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { objectPath } from '../../api/paths';
import { asProblem, type Problem } from '../../api/problem';
import type { Secret } from '../../api/types';
import { useClient } from '../../app/clientContext';
import { useSettings } from '../../app/session';
import { usePageVisible } from '../../live/usePageVisible';
import { CopyButton } from '../../ui/CopyButton';
import { Icon } from '../../ui/Icon';
import { ProblemPanel } from '../../ui/ProblemPanel';
import { ConfirmReveal } from './ConfirmReveal';

type Values = Readonly<Record<string, string>>;

/** Revealed values are hidden again after this time, and whenever the page is left or covered. */
export const REVEALED_MILLIS_MAX = 60_000;

/** The keys of a secret. Values are asked for one time, live in this component only, and go when it goes. */
export function SecretKeys({ secret }: { readonly secret: Secret }) {
  const client = useClient();
  const group = useSettings().data?.group ?? '';
  const [values, setValues] = useState<Values | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { namespace = '', name } = secret.metadata;
  const keys = secret.status?.keys ?? [];
  useForget(values, () => setValues(null));

  const reveal = async () => {
    setProblem(null);
    try {
      setValues(await client.reveal(objectPath(group, 'Secret', namespace, name)));
    } catch (error) {
      setProblem(asProblem(error));
    }
  };
  if (keys.length === 0) {
    return <p className="quiet">This secret has no keys yet.</p>;
  }
  return (
    <div className="secret">
      <div className="secret-head">
        <h3>Keys</h3>
        {values === null ? (
          <ConfirmReveal name={name} onConfirm={() => void reveal()} />
        ) : (
          <Button className="button button-small" onPress={() => setValues(null)}>
            <Icon name="eye" />
            Hide values
          </Button>
        )}
      </div>
      {problem !== null && <ProblemPanel title="The values cannot be revealed" problem={problem} />}
      <dl className="secret-keys">
        {keys.map((key) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd>
              <SecretValue name={key} value={values?.[key]} />
            </dd>
          </div>
        ))}
      </dl>
      {values !== null && <p className="quiet">Hidden again after a minute, or when you leave this page.</p>}
    </div>
  );
}

function SecretValue({ name, value }: { readonly name: string; readonly value: string | undefined }) {
  if (value === undefined) {
    return (
      <span className="secret-mask">
        <span aria-hidden="true">••••••••••••</span>
        <span className="hidden-text">hidden</span>
      </span>
    );
  }
  return (
    <>
      <code className="secret-value">{value}</code>
      <CopyButton text={value} what={name} />
    </>
  );
}

function useForget(values: Values | null, forget: () => void): void {
  const visible = usePageVisible();
  if (!visible && values !== null) {
    forget();
  }
  useEffect(() => {
    if (values === null) {
      return;
    }
    const timer = setTimeout(forget, REVEALED_MILLIS_MAX);
    return () => clearTimeout(timer);
    // The clock starts with the values, whatever function forgets them.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [values]);
}

import { useEffect, useRef, useState } from 'react';
import { Button, SwitchButton, SwitchField } from 'react-aria-components';
import { objectPath } from '../../api/paths';
import type { Workload } from '../../api/types';
import { useSettings } from '../../app/session';
import { LOG_LINES_MAX } from '../../model/logLines';
import { ProblemPanel } from '../../ui/ProblemPanel';
import { Segments } from '../../ui/Segments';
import { useLog } from './useLog';

/** What a replica of a workload writes, as it writes it. */
export default function LogView({ workload }: { readonly workload: Workload }) {
  const group = useSettings().data?.group ?? '';
  const { namespace = '', name } = workload.metadata;
  const replicas = replicasOf(workload);
  const [replica, setReplica] = useState(replicas[0] ?? 0);
  const [follow, setFollow] = useState(true);
  const log = useLog(objectPath(group, 'Workload', namespace, name), replica, follow);
  const end = useFollowedEnd(log.lines, follow);

  return (
    <div className="log">
      <div className="log-bar">
        {replicas.length > 1 && (
          <Segments
            label="Replica"
            value={String(replica)}
            options={replicas.map((each) => [String(each), each] as const)}
            onChange={(chosen) => setReplica(Number(chosen))}
          />
        )}
        <SwitchField isSelected={follow} onChange={setFollow}>
          <SwitchButton className="switch">
            <span className="switch-track" aria-hidden="true" />
            Follow
          </SwitchButton>
        </SwitchField>
        <span className="quiet">
          {log.lines.length >= LOG_LINES_MAX ? `the last ${LOG_LINES_MAX} lines` : `${log.lines.length} lines`}
        </span>
      </div>
      {log.problem !== null && <ProblemPanel title="The log cannot be read" problem={log.problem} onRetry={log.retry} />}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre ref={end} className="code log-text" tabIndex={0} role="region" aria-label={`Log of ${name}, replica ${replica}`}>
        {log.lines.length === 0 ? <span className="quiet">{log.loading ? 'Reading…' : 'Nothing written yet.'}</span> : log.lines.join('\n')}
      </pre>
      {!follow && (
        <Button className="button button-small" onPress={log.retry}>
          Read again
        </Button>
      )}
    </div>
  );
}

/** The instances that there are; before there is one, those that are wanted. */
function replicasOf({ spec, status }: Workload): number[] {
  const instances = status?.instances?.map((instance) => instance.index) ?? [];
  return instances.length > 0 ? instances : Array.from({ length: spec?.replicas ?? 1 }, (_, index) => index);
}

/** Keeps the end of the log in view while it is followed. */
function useFollowedEnd(lines: readonly string[], follow: boolean) {
  const element = useRef<HTMLPreElement>(null);
  useEffect(() => {
    if (follow && element.current !== null) {
      element.current.scrollTop = element.current.scrollHeight;
    }
  }, [lines, follow]);
  return element;
}

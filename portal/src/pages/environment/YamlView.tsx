import { stringify } from 'yaml';
import type { Resource } from '../../api/types';
import { manifestOf } from '../../model/manifest';
import { splitYamlLine } from '../../model/yamlLine';
import { CopyButton } from '../../ui/CopyButton';

/** The resource as it is stored, read-only. */
export default function YamlView({ resource }: { readonly resource: Resource }) {
  const text = stringify(manifestOf(resource), { lineWidth: 0 });
  return (
    <div className="yaml">
      <div className="yaml-actions">
        <CopyButton text={text} what="the manifest" />
      </div>
      {/* A region that scrolls has to be reachable by keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className="code" tabIndex={0} role="region" aria-label={`Manifest of ${resource.metadata.name}`}>
        {text.split('\n').map((line, index) => (
          <YamlLine key={index} line={line} />
        ))}
      </pre>
    </div>
  );
}

function YamlLine({ line }: { readonly line: string }) {
  const { indent, key, rest } = splitYamlLine(line);
  return (
    <>
      {indent}
      {key !== '' && <span className="code-key">{key}</span>}
      {rest}
      {'\n'}
    </>
  );
}

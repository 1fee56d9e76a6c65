import { Link } from 'react-router';
import type { Environment, Resource } from '../../api/types';
import type { Freshness } from '../../live/keepWatching';
import { healthOf } from '../../model/condition';
import { stonesOf, urlsOf } from '../../model/environment';
import { Icon } from '../../ui/Icon';
import { LiveSign } from '../../ui/LiveSign';
import { StatePill } from '../../ui/StatePill';
import { Stones } from '../../ui/Stones';
import { TimeAgo } from '../../ui/TimeAgo';

interface Props {
  readonly environment: Environment;
  readonly members: readonly Resource[];
  readonly freshness: Freshness;
}

export function EnvironmentHeader({ environment, members, freshness }: Props) {
  const { metadata, spec } = environment;
  const health = healthOf(environment);
  return (
    <section className={`environment-header edge-${health.state}`} aria-labelledby="environment-name">
      <div className="environment-top">
        <nav aria-label="Breadcrumb" className="breadcrumb">
          <Link to="/environments">Environments</Link>
        <span aria-hidden="true">/</span>
        <Link to={`/environments?namespace=${encodeURIComponent(metadata.namespace ?? '')}`}>{metadata.namespace}</Link>
        </nav>
        <LiveSign freshness={freshness} />
      </div>
      <div className="environment-title">
        <h1 id="environment-name">{metadata.name}</h1>
        <StatePill state={health.state} />
        <Stones stones={stonesOf(environment)} />
      </div>
      <p className="environment-message">{health.message}</p>
      <dl className="environment-meta">
        <Meta label="Owner" value={spec?.owner} />
        <Meta label="Cluster" value={spec?.cluster} />
        <Meta label="Runs in" value={spec?.namespace} />
        <div>
          <dt>Created</dt>
          <dd>
            <TimeAgo instant={metadata.creationTimestamp} />
          </dd>
        </div>
        <Addresses urls={urlsOf(members)} />
      </dl>
    </section>
  );
}

function Meta({ label, value }: { readonly label: string; readonly value: string | undefined }) {
  if (value === undefined) {
    return null;
  }
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Addresses({ urls }: { readonly urls: readonly string[] }) {
  if (urls.length === 0) {
    return null;
  }
  return (
    <div>
      <dt>Address</dt>
      <dd>
        {urls.map((url) => (
          <a key={url} className="address" href={url} target="_blank" rel="noreferrer">
            {url.replace(/^https?:\/\//, '').replace(/\/$/, '')}
            <Icon name="out" />
            <span className="hidden-text"> (opens in a new tab)</span>
          </a>
        ))}
      </dd>
    </div>
  );
}

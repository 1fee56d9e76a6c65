/**
 * A browser opens six connections to one origin over HTTP/1.1, for all of its tabs together. Every open stream
 * holds one for as long as it lives, so streams share a few slots across tabs (Web Locks) and the rest of the
 * connections stay free for requests. Who finds no slot asks again now and then instead of streaming.
 */
export type Release = () => void;
export type TakeSlot = () => Promise<Release | undefined>;

const SLOTS_HTTP1 = 4;
const SLOTS_MULTIPLEXED = 32;

export async function takeSlot(): Promise<Release | undefined> {
  const slots = slotCount();
  for (let slot = 0; slot < slots; slot++) {
    const release = await tryLock(`paviour-stream-${slot}`);
    if (release !== undefined) {
      return release;
    }
  }
  return undefined;
}

function slotCount(): number {
  const [navigation] = performance.getEntriesByType('navigation');
  const protocol = navigation instanceof PerformanceNavigationTiming ? navigation.nextHopProtocol : '';
  return protocol === 'h2' || protocol === 'h3' ? SLOTS_MULTIPLEXED : SLOTS_HTTP1;
}

function tryLock(name: string): Promise<Release | undefined> {
  // Browsers offer locks only to secure contexts: over plain HTTP from another machine, a page counts for itself.
  const locks = 'locks' in navigator ? navigator.locks : undefined;
  return locks === undefined ? Promise.resolve(lockInPage(name)) : lockAcrossTabs(locks, name);
}

function lockAcrossTabs(locks: LockManager, name: string): Promise<Release | undefined> {
  return new Promise((resolve, reject) => {
    locks
      .request(name, { ifAvailable: true }, (lock) => {
        if (lock === null) {
          resolve(undefined);
          return undefined;
        }
        return new Promise<void>((release) => {
          resolve(release);
        });
      })
      .catch(reject);
  });
}

const taken = new Set<string>();

function lockInPage(name: string): Release | undefined {
  if (taken.has(name)) {
    return undefined;
  }
  taken.add(name);
  return () => taken.delete(name);
}

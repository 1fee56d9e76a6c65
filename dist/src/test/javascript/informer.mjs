// Follows all gadgets with the stock JavaScript client of Kubernetes, as its documentation shows, and prints one line for
// each call back: `add NAMESPACE/NAME RESOURCE-VERSION`, the same with `update` and `delete`, `error MESSAGE`.
//
//     node informer.mjs KUBECONFIG
//
// The client is of the 1.x line, because 2.x wants a newer Node than the rest of the house. It ends when its input does.
import { CustomObjectsApi, KubeConfig, makeInformer } from '@kubernetes/client-node';

const KIND = { group: 'conformance.example.com', version: 'v1', plural: 'gadgets' };
const RESTART_MS = 300;

const config = new KubeConfig();
config.loadFromFile(process.argv[2]);
const objects = config.makeApiClient(CustomObjectsApi);

const informer = makeInformer(config, `/apis/${KIND.group}/${KIND.version}/${KIND.plural}`, () =>
  objects.listCustomObjectForAllNamespaces(KIND),
);
for (const verb of ['add', 'update', 'delete']) {
  informer.on(verb, ({ metadata }) => console.log(verb, `${metadata.namespace}/${metadata.name}`, metadata.resourceVersion));
}
informer.on('error', (error) => {
  console.log('error', String(error?.message ?? error).replaceAll('\n', ' '));
  setTimeout(() => informer.start(), RESTART_MS);
});
informer.start();

process.stdin.on('end', () => process.exit(0)).resume();

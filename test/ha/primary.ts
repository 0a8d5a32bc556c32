/** A process that is the primary of a task and changes its replicas all the time: what comes of that, line by line. */
import { Claims } from '../../agent/ha/claims/claims.ts';
import { Etcd } from '../../agent/ha/etcd/endpoints.ts';
import { Lease } from '../../agent/ha/etcd/lease.ts';
import { systemClock, systemRandom } from '../../agent/system-clock.ts';
import { accessTo, TTL_MS } from './cast.ts';

const [id = '', ...urls] = process.argv.slice(2);
const say = (what: object): void => console.log(JSON.stringify(what));

const etcd = await Etcd.open(accessTo(urls), systemClock, systemRandom);
const lease = await Lease.grant(etcd, systemClock, 2 * TTL_MS);
lease.onState = (state) => say({ lease: state });
const claim = await new Claims(etcd, 1).claim(id, [2, 3], lease);
say({ epoch: claim?.epoch ?? null });
for (let turn = 0; claim && (await claim.reconfigure(turn % 2 ? [2, 3] : [2])) === 'done'; turn += 1)
  await etcd.idle(10);
say({ fenced: true });
etcd.close();

import { ETCD_PATIENCE_MS, HA_LEASE_MS } from '../../../protocol/limits.ts';
import type { AgentClient } from '../../control/client.ts';
import { Claims } from '../../ha/claims/claims.ts';
import { Etcd } from '../../ha/etcd/endpoints.ts';
import { Lease } from '../../ha/etcd/lease.ts';
import { systemClock, systemRandom } from '../../system-clock.ts';

/** What this process has in etcd. */
export interface InEtcd {
  claims: Claims;
  lease: Lease;
  close(): Promise<void>;
}

/** @throws OmosixError EREFUSED where the agent knows of no etcd, EETCD where that does not answer */
export async function inEtcd(client: AgentClient): Promise<InEtcd> {
  const etcd = await Etcd.open(await client.ha(), systemClock, systemRandom);
  const lease = await Lease.grant(etcd, systemClock, HA_LEASE_MS, ETCD_PATIENCE_MS);
  return {
    claims: new Claims(etcd, client.node),
    lease,
    close: async () => {
      await lease.revoke(ETCD_PATIENCE_MS);
      etcd.close();
    },
  };
}

/** Nodes that could be standbys, those with the most free memory first. */
export async function couldStandBy(client: AgentClient): Promise<number[]> {
  const views = await client.status();
  const able = views.filter(
    ({ info, state, isSelf, mayHost }) =>
      !isSelf && state === 'alive' && mayHost !== false && info.ha === true,
  );
  return able.sort((a, b) => b.info.freeBytes - a.info.freeBytes).map(({ info }) => info.id);
}

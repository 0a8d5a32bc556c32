import { dirname, join } from 'node:path';
import type { EtcdStatus } from '../../protocol/control.ts';
import type { EtcdAccess } from '../../protocol/ha.ts';
import { ETCD_PATIENCE_MS } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/ports.ts';
import type { Places } from '../places.ts';
import { systemClock } from '../system-clock.ts';
import { Coordination } from './coordination.ts';
import { StandbyStore } from './standby-store.ts';
import { Standbys } from './standbys.ts';
import { startDeputy } from './start-deputy.ts';

interface StandingByParts {
  id: number;
  etcd: EtcdAccess;
  places: Places;
  log: Log;
  /** A file of the directory that has omrun, too. */
  hostScript: string;
}

/** What an agent that has an etcd does for tasks with `--ha`. */
export class StandingBy {
  readonly tasks: Standbys;

  private constructor(
    private readonly coordination: Coordination,
    { id, places, log, hostScript }: StandingByParts,
  ) {
    const omrun = join(dirname(hostScript), 'omrun.js');
    this.tasks = new Standbys({
      self: id,
      store: new StandbyStore(join(places.state, 'ha')),
      log,
      view: (ha) => coordination.claims.view(ha, ETCD_PATIENCE_MS),
      hold: (ha) => coordination.hold(ha),
      release: (ha) => coordination.release(ha),
      takeOver: (ha) => startDeputy(omrun, places.state, ha),
      after: (ms, callback) => void systemClock.after(ms, callback),
    });
    coordination.onView = (ha, view) => this.tasks.changed(ha, view);
    this.tasks.start();
  }

  /** @throws OmosixError EUSAGE where a file that etcd wants is not what it should be */
  static async start(parts: StandingByParts): Promise<StandingBy> {
    return new StandingBy(await Coordination.start(parts.etcd, parts.id, parts.log), parts);
  }

  /** How this user's own processes reach etcd. */
  get access(): EtcdAccess {
    return this.coordination.access;
  }

  /** How etcd is. */
  get now(): EtcdStatus {
    return this.coordination.now;
  }

  close(): void {
    this.coordination.close();
  }
}

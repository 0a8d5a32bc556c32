import { dirname, join } from 'node:path';
import type { EtcdStatus } from '../../protocol/control.ts';
import type { EtcdAccess } from '../../protocol/ha.ts';
import type { StandbyView } from '../../protocol/journal.ts';
import { ETCD_PATIENCE_MS } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/ports.ts';
import type { DeputyProcess } from '../control/commands.ts';
import { isSameProcess } from '../detached/process-name.ts';
import type { Places } from '../places.ts';
import { systemClock } from '../system-clock.ts';
import { Coordination } from './coordination.ts';
import { KnownEtcd } from './known-etcd.ts';
import { Protections } from './protections.ts';
import { StandbyStore } from './standby-store.ts';
import { Standbys } from './standbys.ts';
import { startDeputy } from './start-deputy.ts';

/** What a process that is killed takes to end, and how often it is looked at. */
const DYING_MS = 5_000;
const LOOK_MS = 10;

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
  readonly homes = new Protections();

  private constructor(
    private readonly coordination: Coordination,
    private readonly parts: StandingByParts,
  ) {
    const { id, places, log, hostScript } = parts;
    const omrun = join(dirname(hostScript), 'omrun.js');
    this.tasks = new Standbys({
      self: id,
      store: new StandbyStore(join(places.state, 'ha'), () => coordination.store),
      log,
      view: (ha) => coordination.claims.view(ha, ETCD_PATIENCE_MS),
      hold: (ha) => coordination.hold(ha),
      release: (ha) => coordination.release(ha),
      takeOver: (ha) => startDeputy(omrun, places.state, ha),
      after: (ms, callback) => void systemClock.after(ms, callback),
    });
    coordination.onView = (ha, view) => this.tasks.changed(ha, view);
    coordination.onReached = () => this.tasks.tryAnew();
    this.tasks.start();
  }

  /** @throws OmosixError EUSAGE where a file that etcd wants is not what it should be */
  static async start(parts: StandingByParts): Promise<StandingBy> {
    const { etcd, id, log, places } = parts;
    const known = new KnownEtcd(places.state, etcd.prefix, log);
    const access = { ...etcd, ...(known.known && { known: known.known }) };
    return new StandingBy(await Coordination.start(access, id, log, (now) => known.note(now)), parts);
  }

  /** @throws OmosixError EETCD */
  beginAnew(): Promise<void> {
    return this.coordination.beginAnew();
  }

  /** Where its process is dead, and is not just without a connection, etcd hears of it: that is sooner than its lease ends. */
  async deputyGone({ id, epoch, process }: DeputyProcess): Promise<void> {
    this.homes.gone(id);
    // One of another container, say: of that nothing is known.
    if (process.startTicks === null) return;
    const untilMs = systemClock.monotonicMs() + DYING_MS;
    // Its descriptors are closed before it is dead.
    while (isSameProcess(process)) {
      if (systemClock.monotonicMs() > untilMs) return;
      await new Promise<void>((resolve) => systemClock.after(LOOK_MS, resolve));
    }
    await this.coordination.claims
      .bury(id, epoch, ETCD_PATIENCE_MS)
      .catch((error: Error) => this.parts.log.debug(error.message, { id }));
  }

  /** Tasks under `--ha`: of which it is a standby, and whose home it is. */
  list(commandOf: (task: string) => string): StandbyView[] {
    const homes = this.homes.list().map(({ ha, task, ...protection }) => {
      return { ha, command: commandOf(task), primary: this.parts.id, bytes: 0, protection };
    });
    return [...this.tasks.list(), ...homes];
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

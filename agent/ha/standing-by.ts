import { dirname, join } from 'node:path';
import type { Log } from '../../protocol/ports.ts';
import type { Places } from '../places.ts';
import { systemClock } from '../system-clock.ts';
import type { Coordination } from './coordination.ts';
import { StandbyStore } from './standby-store.ts';
import { Standbys } from './standbys.ts';
import { startDeputy } from './start-deputy.ts';

interface StandingBy {
  id: number;
  places: Places;
  log: Log;
  /** A file of the directory that has omrun, too. */
  hostScript: string;
}

/** What an agent does for tasks whose home is elsewhere, from now on. */
export function standBy(coordination: Coordination, { id, places, log, hostScript }: StandingBy): Standbys {
  const omrun = join(dirname(hostScript), 'omrun.js');
  const standbys = new Standbys({
    self: id,
    store: new StandbyStore(join(places.state, 'ha')),
    log,
    view: (ha) => coordination.claims.view(ha),
    hold: (ha) => coordination.hold(ha),
    release: (ha) => coordination.release(ha),
    takeOver: (ha) => startDeputy(omrun, places.state, ha),
    after: (ms, callback) => void systemClock.after(ms, callback),
  });
  coordination.onView = (ha, view) => standbys.changed(ha, view);
  standbys.start();
  return standbys;
}

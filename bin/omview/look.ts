import type { Survey } from '../../agent/space/survey.ts';
import { systemClock } from '../../agent/system-clock.ts';
import type { Seen } from '../../tui/mtop/seen.ts';

/** All tasks that can be seen, or those of this machine. @throws OmosixError where no agent answers */
export async function lookAt(survey: Survey, all: boolean): Promise<Seen> {
  const { tasks, missing, clusters } = await survey.look(all);
  const time = new Date(systemClock.nowMs()).toTimeString().slice(0, 8);
  return { tasks, missing, nodes: clusters[0] ?? [], time };
}

import type { Pressure } from '../../protocol/node.ts';
import { AGENT_GROUP } from '../confine/groups/places.ts';
import { controlGroupsOf, readText } from './control-groups.ts';

const RESOURCES = ['cpu', 'memory', 'io'] as const;

/**
 * How much of the last ten seconds something had to wait for each resource, in percent (PSI: Documentation/accounting/psi.rst, `some`,
 * avg10): of this process's control group where it has its own, else of the machine. Null where the kernel does not tell.
 */
export function pressureHere(): Pressure | null {
  const [self, above] = controlGroupsOf(readText('/proc/self/cgroup') ?? '', 'cpu').filter(
    ({ version }) => version === 2,
  );
  // Guests are beside the agent, in a group that has both.
  const own = self?.directory.endsWith(`/${AGENT_GROUP}`) ? above : self;
  const found: Partial<Pressure> = {};
  for (const resource of RESOURCES) {
    const text =
      (own && readText(`${own.directory}/${resource}.pressure`)) ?? readText(`/proc/pressure/${resource}`);
    const percent = someOf(text);
    if (percent !== null) found[resource] = percent;
  }
  return RESOURCES.every((resource) => found[resource] === undefined) ? null : found;
}

/** `some avg10=1.23 avg60=…` → 1.23 */
export function someOf(text: string | null): number | null {
  const match = /^some avg10=(\d{1,3}(?:\.\d+)?) /m.exec(text ?? '');
  return match ? Math.min(100, Number(match[1])) : null;
}

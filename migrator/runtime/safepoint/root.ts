import type { CallSite } from './call-sites.ts';
import { callSites } from './call-sites.ts';

const { apply } = Reflect;

/** The frame that every job stands on. Known by its name and file, so it is a function of its own and calls the job itself. */
function omosixStackRoot(job: Function, self: unknown, args: unknown[]): unknown {
  return apply(job, self, args);
}

/** How V8 shows a frame of `omosixStackRoot` (bundlers may rename it). */
const own = describe();

function describe(): { file: string; name: string } {
  let site: CallSite | undefined;
  omosixStackRoot(
    function probe() {
      site = callSites(probe)?.find((each) => each.getFunctionName()?.startsWith('omosixStackRoot'));
    },
    undefined,
    [],
  );
  if (!site) throw new Error('the root frame cannot be seen');
  return { file: site.getFileName() ?? '', name: site.getFunctionName() ?? '' };
}

export function isRoot(site: CallSite): boolean {
  return site.getFunctionName() === own.name && site.getFileName() === own.file;
}

export const callAsRoot = omosixStackRoot;

/** `npm run test:versions [-- PREVIOUS]`: agents of several versions, in pairs; PREVIOUS is a commit. */
import { PROTOCOL_VERSION, SNAPSHOT_VERSION } from '../../protocol/version.ts';
import { Build, previousCommit } from './builds.ts';
import { EXPECTED, invited, Pair } from './pair.ts';

type Check = (pair: Pair, home: Build, other: Build) => Promise<string | null>;

/** Programs move between them, and are whole. */
const together: Check = async (pair) => {
  const state = await pair.sees();
  if (state !== 'alive') return `the other one is ${state}`;
  const { stdout, life } = await pair.wander();
  if (stdout !== EXPECTED) return `another output: ${stdout}${life}`;
  return /moved from node 1 \(home\) to node 2/.test(life) ? null : `it has not moved: ${life}`;
};

/** They are not connected, and who comes by a token is told why in a line. */
const apart: Check = async (pair, home, other) => {
  if ((await pair.sees()) === 'alive') return 'they are connected';
  const told = await invited(home, other);
  const words =
    /^omd: .*speaks protocol [\d to]+, this one [\d to]+: install the same version of omosix on both\n$/;
  return words.test(told) ? null : `it is told: '${told}'`;
};

/** They are connected, and a program stays, whole; why is told in a line. */
const stays: Check = async (pair) => {
  const state = await pair.sees();
  if (state !== 'alive') return `the other one is ${state}`;
  const { stdout, life } = await pair.wander();
  if (stdout !== EXPECTED) return `another output: ${stdout}${life}`;
  return /stays on node 1 .*: node 2 refused it: its state has format \d+, this node knows \d+/.test(life)
    ? null
    : `it is told: ${life}`;
};

async function main([previous = previousCommit()]: string[]): Promise<number> {
  const builds: Build[] = [];
  const build = (...args: Parameters<typeof Build.of>): Build => {
    const made = Build.of(...args);
    builds.push(made);
    return made;
  };
  let wrong = 0;
  try {
    const today = build('today', 'HEAD');
    const before = build(`before (${previous.slice(0, 9)})`, previous);
    const next = build('next', 'HEAD', { PROTOCOL_VERSION: PROTOCOL_VERSION + 1 });
    const later = { PROTOCOL_VERSION: PROTOCOL_VERSION + 1, OLDEST_PROTOCOL_VERSION: PROTOCOL_VERSION + 1 };
    const stranger = build('a version too new', 'HEAD', later);
    const newer = build('newer snapshots', 'HEAD', { SNAPSHOT_VERSION: SNAPSHOT_VERSION + 1 });
    const cases: [Build, Build, string, Check][] = [
      [today, before, 'together', together],
      [before, today, 'together', together],
      [today, next, 'together', together],
      [next, today, 'together', together],
      [next, before, 'together', together],
      [today, stranger, 'apart, and told', apart],
      [stranger, today, 'apart, and told', apart],
      [newer, today, 'connected; a newer state is refused', stays],
    ];
    for (const [home, other, what, check] of cases) {
      const pair = await Pair.start(home, other);
      const why = await check(pair, home, other).finally(() => pair.stop());
      if (why !== null) wrong++;
      console.log(
        `${why === null ? 'ok   ' : 'WRONG'} home ${home.name}, other ${other.name}: ${why ?? what}`,
      );
    }
    console.log(`${cases.length - wrong} of ${cases.length} right`);
  } finally {
    for (const one of builds) one.remove();
  }
  return wrong === 0 ? 0 : 1;
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: Error) => {
    console.error(`test:versions: ${error.message}`);
    process.exit(1);
  },
);

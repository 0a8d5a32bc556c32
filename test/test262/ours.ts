import { compileProgram } from '../../migrator/bundle/index.ts';
import { type Outcome, RealmAgent } from './realm/agent.ts';
import type { BatchTravel } from './realm/memory-channel.ts';
import type { RealmScript } from './realm/realm.ts';
import type { Ended } from './verdict.ts';

const TIMEOUT_MS = 20_000;

export interface OurEnd extends Ended {
  moves: number;
  /** Why it was not captured, where it was asked to be. */
  held: string | null;
}

/** The program under our engine, in realms of this process; captured after so many polls in each but the last. */
export async function runOurs(
  script: RealmScript,
  file: string,
  polls: readonly number[],
  batch?: BatchTravel,
): Promise<OurEnd> {
  let image: Uint8Array;
  try {
    image = Buffer.from(JSON.stringify((await compileProgram(file)).image));
  } catch (error) {
    const { code, message, stack } = error as Error & { code?: string };
    const refused = code === 'ECOMPILE';
    const said = refused ? message : `compiler: ${stack}`;
    return { refused, error: said, stdout: '', moves: 0, held: null };
  }
  // Not below a microtask: the host drains the queue of microtasks itself.
  const outcome = await new Promise<Outcome>((resolve) => {
    setImmediate(() => {
      const agent = new RealmAgent(batch);
      agent.run(script, image, file, polls, TIMEOUT_MS);
      resolve(agent.outcome);
    });
  });
  const bug = outcome.words.find((each) => /^(host|failed|refused):/.test(each));
  const held =
    ['pins', 'uncapturable', 'holding']
      .map((word) => outcome.words.find((each) => each.startsWith(`${word}:`)))
      .find((each) => each !== undefined) ?? null;
  const error = bug ?? (outcome.code === 0 ? null : outcome.stderr || `exit code ${outcome.code}`);
  const { stdout, moves } = outcome;
  return { refused: false, error, stdout, moves, held };
}

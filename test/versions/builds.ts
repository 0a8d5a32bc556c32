/** Omosix as it was at a commit, or as it is but for its version numbers: built beside this one, from a work tree of its own. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const git = (...args: string[]): string => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();

/** The last commit that had another protocol folder: the previous version, for whoever has not updated yet. */
export const previousCommit = (): string =>
  git('rev-parse', `${git('log', '-1', '--format=%H', '--', 'protocol')}^`);

export class Build {
  private constructor(
    readonly name: string,
    private readonly directory: string,
  ) {}

  /** `constants`: numbers of protocol/version.ts that are others. @throws where it cannot be built */
  static of(name: string, commit: string, constants: Record<string, number> = {}): Build {
    const directory = mkdtempSync(join(tmpdir(), 'omosix-build-'));
    const build = new Build(name, directory);
    try {
      git('worktree', 'add', '--quiet', '--force', '--detach', join(directory, 'tree'), commit);
      symlinkSync(join(root, 'node_modules'), join(directory, 'tree/node_modules'));
      const file = join(directory, 'tree/protocol/version.ts');
      for (const [constant, value] of Object.entries(constants)) {
        const before = readFileSync(file, 'utf8');
        const after = before.replace(new RegExp(`(export const ${constant} = )\\d+`), `$1${value}`);
        if (after === before) throw new Error(`protocol/version.ts of ${commit} has no other ${constant}`);
        writeFileSync(file, after);
      }
      const tree = join(directory, 'tree');
      execFileSync(process.execPath, ['tools/build.mjs', join(tree, 'dist')], {
        cwd: tree,
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      return build;
    } catch (error) {
      build.remove();
      throw error;
    }
  }

  command(name: string): string {
    return join(this.directory, `tree/dist/${name}.js`);
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
    git('worktree', 'prune');
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex, Readable, Writable } from 'node:stream';
import { SftpSession } from '../mfs/sftp/session.ts';
import type { FileTree } from '../mfs/tree.ts';
import { passOn } from './pass-on.ts';
import type { CommandStreams, EndOfCommand } from './run-command.ts';

/** Where system tools are; an agent's own PATH may leave the second half out. */
const PATH = '/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin';

/**
 * A root of its own, in memory, with rsync and the cluster's files and nothing else, in namespaces that end with it. The files are a mount
 * by sshfs, which talks SFTP with the agent over descriptor 3: what rsync may not, the tree refuses. The system's own root is covered before
 * rsync runs, and nobody has a capability any more that could take the cover away.
 */
const JAIL = `
set -e
for tool in rsync sshfs pivot_root setpriv mountpoint; do
  command -v $tool > /dev/null || { echo "omosix: rsync -e ssh needs $tool on this node" >&2; exit 127; }
done
root=/tmp
mount --make-rprivate /
mount -t tmpfs -o mode=755,nosuid,nodev,size=64m none $root
mkdir $root/mfs $root/old
for tool in rsync mount setpriv; do
  path=$(command -v $tool)
  cp --parents -L $path $(ldd $path | grep -o '/[^ ]*') $root
done
sshfs -f -o passive,no_contain_symlinks,dir_cache=no :/mfs $root/mfs <&3 >&3 &
while ! mountpoint -q $root/mfs; do
  kill -0 $! 2> /dev/null || { echo 'omosix: rsync -e ssh: the cluster could not be mounted' >&2; exit 126; }
  sleep 0.02
done
exec 3<&-
mount -o remount,ro,nosuid,nodev $root
cd $root
pivot_root . old
cd /
mount -t tmpfs -o ro none /old
exec setpriv --no-new-privs --inh-caps=-all --ambient-caps=-all --bounding-set=-all rsync "$@"
`;

/** What rsync is started with as the far end of another one; never as a daemon, which reads files of its own. */
export const isRsyncServer = ([name, first, ...rest]: readonly string[]): boolean =>
  name === 'rsync' &&
  first === '--server' &&
  !rest.some((word) => /^--(daemon|config|dparam|detach)/.test(word));

/** The far end of `rsync -e ssh`. */
export class RunningRsync {
  private readonly child: ChildProcess;
  private isOver = false;

  constructor(
    args: readonly string[],
    tree: FileTree,
    { channel, stderr }: CommandStreams,
    onEnd: EndOfCommand,
  ) {
    const isRoot = process.getuid?.() === 0;
    const namespaces = ['--mount', '--net', '--ipc', '--pid', '--fork', '--kill-child'];
    const user = isRoot ? [] : ['--user', '--map-current-user', '--keep-caps'];
    const child = spawn('unshare', [...user, ...namespaces, 'sh', '-c', JAIL, 'sh', ...args], {
      cwd: '/',
      env: { PATH },
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
      detached: true,
    });
    this.child = child;
    const stdin = child.stdin as Writable;
    const files = child.stdio[3] as Duplex;
    for (const stream of [stdin, files]) stream.on('error', () => {});
    new SftpSession(files, tree, () => files.destroy());
    channel.pipe(stdin);
    passOn(child.stdout as Readable, channel);
    passOn(child.stderr as Readable, stderr);
    child.on('error', () => this.end(onEnd, 126, null));
    child.on('close', (code, signal) => this.end(onEnd, code, signal));
  }

  signal(): void {
    this.hangUp();
  }

  resize(): void {}

  /** All in its namespaces goes with it. */
  hangUp(): void {
    if (!this.isOver) this.child.kill('SIGKILL');
  }

  private end(onEnd: EndOfCommand, code: number | null, signal: NodeJS.Signals | null): void {
    if (this.isOver) return;
    this.isOver = true;
    onEnd(code, signal);
  }
}

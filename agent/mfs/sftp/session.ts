import type { Duplex } from 'node:stream';
import {
  MAX_SFTP_BYTES,
  MAX_SFTP_HANDLES,
  MAX_SFTP_PACKET_BYTES,
  MAX_SFTP_REQUESTS,
  SFTP_READ_BYTES,
} from '../../../protocol/limits.ts';
import type { FileTree } from '../tree.ts';
import { type Answer, failed, limits, status, version } from './answers.ts';
import { Fields, MalformedPacket, type Packet } from './bytes.ts';
import * as contents from './contents.ts';
import { Handles } from './handles.ts';
import * as names from './names.ts';
import { Order } from './order.ts';
import { PacketCutter } from './packets.ts';
import type { Handler, Job } from './request.ts';
import { Status } from './status.ts';

const INIT = 1;
const EXTENDED = 200;

/** SSH_FXP_… of version 3. */
const REQUESTS: Partial<Record<number, Handler>> = {
  3: contents.open,
  4: contents.close,
  5: contents.read,
  6: contents.write,
  7: names.lstat,
  8: names.fstat,
  9: names.setstat,
  10: names.fsetstat,
  11: names.opendir,
  12: names.readdir,
  13: names.remove,
  14: names.mkdir,
  15: names.rmdir,
  16: names.realpath,
  17: names.stat,
  18: names.rename,
  19: names.readlink,
  20: names.symlink,
};

const tellLimits: Handler = () => ({
  touches: { areas: [], how: 'look' },
  run: async () => limits(MAX_SFTP_PACKET_BYTES, SFTP_READ_BYTES, SFTP_READ_BYTES, MAX_SFTP_HANDLES),
});

/** OpenSSH's, by name and version. */
const EXTENSIONS = new Map<string, [version: string, handler: Handler]>(
  Object.entries({
    'posix-rename@openssh.com': ['1', names.posixRename],
    'statvfs@openssh.com': ['2', names.statvfs],
    'fstatvfs@openssh.com': ['2', names.fstatvfs],
    'hardlink@openssh.com': ['1', names.hardlink],
    'fsync@openssh.com': ['1', contents.sync],
    'lsetstat@openssh.com': ['1', names.lsetstat],
    'limits@openssh.com': ['1', tellLimits],
    'expand-path@openssh.com': ['1', names.expandPath],
  }),
);

/** One session of SFTP, version 3 with OpenSSH's extensions, over a tree of files. */
export class SftpSession {
  private readonly cutter = new PacketCutter();
  private readonly handles = new Handles();
  private readonly order = new Order();
  private bytes = 0;
  private isOpen = true;
  private isGreeted = false;
  private isBlocked = false;

  constructor(
    private readonly channel: Duplex,
    private readonly tree: FileTree,
    private readonly onEnd: (trouble: string | null) => void,
  ) {
    channel.on('data', (chunk: Buffer) => {
      this.cutter.push(chunk);
      this.pump();
    });
    channel.on('drain', () => {
      this.isBlocked = false;
      this.pump();
    });
    channel.on('end', () => this.end(null));
    channel.on('close', () => this.end(null));
    channel.on('error', () => this.end(null));
  }

  /** Takes packets for as long as there is room for what they ask. */
  private pump(): void {
    try {
      while (this.isOpen && this.hasRoom()) {
        const packet = this.cutter.next();
        if (packet === null) break;
        this.take(packet);
      }
    } catch (error) {
      if (!(error instanceof MalformedPacket)) throw error;
      this.end(error.message);
      return;
    }
    if (this.hasRoom()) this.channel.resume();
    else this.channel.pause();
  }

  private hasRoom(): boolean {
    return !this.isBlocked && this.order.length < MAX_SFTP_REQUESTS && this.bytes < MAX_SFTP_BYTES;
  }

  private take(packet: Buffer): void {
    const fields = new Fields(packet);
    const type = fields.byte();
    if (!this.isGreeted) {
      if (type !== INIT) throw new MalformedPacket('a session begins with its version');
      this.isGreeted = true;
      this.send(version([...EXTENSIONS].map(([name, [number]]) => [name, number])));
      return;
    }
    const id = fields.u32();
    const job = this.jobOf(type, fields, id);
    if (job === null) return;
    const cost = packet.length + (job.bytes ?? 0);
    this.bytes += cost;
    void this.order
      .run(job.touches, () => this.outcome(job))
      .then((answer) => {
        this.bytes -= cost;
        if (!this.isOpen) return;
        this.send(answer(id));
        this.pump();
      });
  }

  /** Null where that is answered already. */
  private jobOf(type: number, fields: Fields, id: number): Job | null {
    try {
      const handler = type === EXTENDED ? EXTENSIONS.get(fields.text())?.[1] : REQUESTS[type];
      if (handler) return handler(fields, { tree: this.tree, handles: this.handles });
      this.send(status(Status.OP_UNSUPPORTED, 'this is not done here')(id));
    } catch (error) {
      if (error instanceof MalformedPacket) throw error;
      this.send(failed(error as Error)(id));
    }
    return null;
  }

  private async outcome(job: Job): Promise<Answer> {
    try {
      return await job.run();
    } catch (error) {
      return failed(error as Error);
    } finally {
      // What was opened for a client that has gone meanwhile.
      if (!this.isOpen) this.handles.closeAll();
    }
  }

  private send(packet: Packet): void {
    if (this.isOpen && !this.channel.write(packet.encoded())) this.isBlocked = true;
  }

  private end(trouble: string | null): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.handles.closeAll();
    this.onEnd(trouble);
  }
}

import { bytesOfName, nameOf } from '../names.ts';
import { SftpError, Status } from './status.ts';

/** Reads the fields of a packet, in order: what it announces must be there. */
export class Fields {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  get isAtEnd(): boolean {
    return this.at >= this.bytes.length;
  }

  byte(): number {
    return this.bytes.readUInt8(this.take(1));
  }

  u32(): number {
    return this.bytes.readUInt32BE(this.take(4));
  }

  /** @throws SftpError where no double holds it */
  u64(): number {
    const value = Number(this.bytes.readBigUInt64BE(this.take(8)));
    if (!Number.isSafeInteger(value)) throw new SftpError(Status.BAD_MESSAGE, 'a number is too large');
    return value;
  }

  string(): Buffer {
    const length = this.u32();
    const start = this.take(length);
    return this.bytes.subarray(start, start + length);
  }

  /** A name or path. @throws SftpError where it holds a NUL */
  text(): string {
    const bytes = this.string();
    if (bytes.includes(0)) throw new SftpError(Status.NO_SUCH_FILE, 'no name holds a NUL');
    return nameOf(bytes);
  }

  private take(length: number): number {
    const start = this.at;
    if (start + length > this.bytes.length) throw new MalformedPacket();
    this.at += length;
    return start;
  }
}

/** What follows cannot be understood either: the session ends. */
export class MalformedPacket extends Error {
  constructor(message = 'a malformed packet') {
    super(message);
  }
}

/** Puts a packet together. */
export class Packet {
  private readonly parts: Uint8Array[] = [];
  private length = 0;

  constructor(type: number) {
    this.byte(type);
  }

  byte(value: number): this {
    return this.push(Buffer.of(value));
  }

  u32(value: number): this {
    const bytes = Buffer.allocUnsafe(4);
    bytes.writeUInt32BE(value >>> 0);
    return this.push(bytes);
  }

  u64(value: number | bigint): this {
    const bytes = Buffer.allocUnsafe(8);
    bytes.writeBigUInt64BE(BigInt.asUintN(64, BigInt(value)));
    return this.push(bytes);
  }

  string(value: string | Uint8Array): this {
    const bytes = typeof value === 'string' ? Buffer.from(bytesOfName(value)) : value;
    return this.u32(bytes.length).push(bytes);
  }

  /** As it goes out: its length first. */
  encoded(): Buffer {
    const head = Buffer.allocUnsafe(4);
    head.writeUInt32BE(this.length);
    return Buffer.concat([head, ...this.parts]);
  }

  private push(bytes: Uint8Array): this {
    this.parts.push(bytes);
    this.length += bytes.length;
    return this;
  }
}

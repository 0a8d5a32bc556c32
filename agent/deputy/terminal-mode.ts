import tty from 'node:tty';

/**
 * The mode of the terminals that the task reads: raw while it says so, and as it was before when the task is over, however it
 * ended. It belongs to the process, as the terminal does.
 */
class TerminalMode {
  private readonly streams = new Map<number, tty.ReadStream>();

  /** @throws as opening a terminal does, where `fd` is none */
  set(fd: number, isRaw: boolean): void {
    let stream = this.streams.get(fd);
    if (!stream) {
      if (!isRaw) return;
      // It never reads: only the mode is its business.
      stream = new tty.ReadStream(fd);
      this.streams.set(fd, stream);
    }
    let failure: Error | null = null;
    const note = (error: Error): void => {
      failure = error;
    };
    stream.on('error', note);
    stream.setRawMode(isRaw);
    stream.off('error', note);
    if (failure) throw failure;
  }

  isRaw(fd: number): boolean {
    return this.streams.get(fd)?.isRaw ?? false;
  }

  /** What follows on the terminal finds it as the task did. */
  restore(): void {
    for (const stream of this.streams.values()) if (stream.isRaw) stream.setRawMode(false);
  }
}

export const terminalMode = new TerminalMode();

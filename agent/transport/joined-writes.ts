import type { Socket } from 'node:net';

/**
 * ssh2 writes each packet by itself, and each such write may wake the other side, which then takes the processor from us. So what
 * is written in one tick leaves together, with one system call.
 */
export function joinWrites(socket: Socket): Socket {
  const write = socket.write.bind(socket) as Socket['write'];
  let isCorked = false;
  const uncork = (): void => {
    isCorked = false;
    socket.uncork();
  };
  socket.write = ((...args: Parameters<Socket['write']>): boolean => {
    if (!isCorked) {
      isCorked = true;
      socket.cork();
      process.nextTick(uncork);
    }
    return write(...args);
  }) as Socket['write'];
  return socket;
}

/** What was written in this tick goes out before. */
export function destroyWritten(socket: Socket): void {
  socket.uncork();
  socket.destroy();
}

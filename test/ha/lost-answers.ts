/** A way to a server over which requests go, and from some moment on no answer comes. */
import { connect, createServer, type Server, type Socket } from 'node:net';

export class LostAnswers {
  private isLost = false;
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {}

  static async before(url: string): Promise<LostAnswers> {
    const { hostname, port } = new URL(url);
    const server = createServer();
    const way = new LostAnswers(server);
    server.on('connection', (client) => {
      const there = connect(Number(port), hostname);
      for (const socket of [client, there]) {
        way.sockets.add(socket);
        socket.on('error', () => {});
        socket.on('close', () => way.sockets.delete(socket));
      }
      client.on('data', (bytes) => there.write(bytes));
      there.on('data', (bytes) => {
        if (!way.isLost) client.write(bytes);
      });
      client.on('close', () => there.destroy());
      there.on('close', () => client.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return way;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as { port: number }).port}`;
  }

  /** From now on. */
  lose(): void {
    this.isLost = true;
  }

  /** On new connections. */
  mend(): void {
    this.isLost = false;
    for (const socket of this.sockets) socket.destroy();
  }

  close(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }
}

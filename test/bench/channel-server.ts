// The other end of a bare ssh2 channel, in a process of its own: swallows what comes and says when it was all, or sends it back.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import ssh2 from 'ssh2';
import { makeKey } from '../../agent/transport/keys.ts';
import { ALGORITHMS } from '../../agent/transport/ssh-settings.ts';

const wantedBytes = Number(process.argv[2]);
const { private: hostKey } = makeKey();
const ssh = new ssh2.Server({ hostKeys: [hostKey], algorithms: ALGORITHMS as never }, (client) => {
  client.on('error', () => {});
  client.on('authentication', (context) => context.accept());
  client.on('session', (accept) => {
    accept().on('exec', (acceptChannel, _reject, { command }) => {
      const channel = acceptChannel();
      if (command === 'echo') {
        channel.on('data', (chunk: Buffer) => channel.write(chunk));
        return;
      }
      let bytes = 0;
      channel.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes >= wantedBytes) {
          bytes -= wantedBytes;
          channel.write('all');
        }
      });
    });
  });
});

const listener = createServer({ noDelay: true }, (socket) => ssh.injectSocket(socket));
listener.listen(0, '127.0.0.1');
await once(listener, 'listening');
console.log((listener.address() as AddressInfo).port);
// Its parent is gone.
process.stdin.on('end', () => process.exit()).resume();

// How children begin and end, and what keeps them and their parents alive.
import { fork } from 'node:child_process';
import { run } from '../cases.ts';
import { asked, ended, heard, plays, start, whole } from '../fork-cases.ts';

const isChild = plays({
  idle: () => process.on('message', () => {}),
  code: () => {
    process.exitCode = 7;
  },
  exits: () => {
    process.send!('last words');
    process.exit(3);
  },
  throws: () => {
    throw new Error('on purpose');
  },
  silent: () => {},
  waits: () => {
    process.send!('here');
    setInterval(() => {}, 1000);
  },
  handles: () => {
    process.on('SIGTERM', () => process.send!('SIGTERM', () => process.exit(9)));
    process.send!('here');
    setInterval(() => {}, 1000);
  },
  left: () => {
    process.send!('here');
    process.on('disconnect', () => {
      console.log('disconnected', process.connected, process.channel);
      process.exitCode = 4;
    });
  },
  unref: () => {
    process.on('message', () => {});
    process.channel!.unref();
  },
  ref: () => {
    process.channel!.ref();
    setTimeout(() => process.channel!.unref(), 300);
    process.on('exit', () => console.log('exit'));
  },
  removes: () => {
    const listener = () => {};
    process.on('message', listener);
    setTimeout(() => process.off('message', listener), 200);
  },
  parent: () => {
    const child = fork(process.argv[1]!, ['grandchild']);
    child.on('message', (message) => process.send!({ 'from below': message }));
    process.on('message', (message) => child.send(message as object));
    process.on('disconnect', () => child.disconnect());
  },
  grandchild: () => process.on('message', (message) => process.send!({ 'of the grandchild': message })),
  'leaves a child': () => {
    const child = fork(process.argv[1]!, ['outlives'], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    child.once('message', () => {
      child.unref();
      child.channel!.unref();
      console.log('the parent ends');
    });
  },
  outlives: () => {
    process.send!('begun');
    process.on('disconnect', () => console.log('without its parent'));
  },
  forgets: () => {
    const child = fork(process.argv[1]!, ['idle'], { detached: true, stdio: 'ignore', silent: true });
    child.disconnect();
    child.unref();
  },
});

const aborting = new AbortController();
if (!isChild)
  await run({
    'an exit code': () => whole(start('code')),
    'the end of one that does nothing': () => whole(start('silent')),
    'words before an exit': () => whole(start('exits')),
    'an error': () => whole(start('throws', { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })),
    'a signal': async () => {
      const child = start('waits');
      const end = whole(child);
      await heard(child);
      return [child.kill(), child.killed, await end, child.signalCode];
    },
    'a signal that nobody can handle': async () => {
      const child = start('waits');
      const end = ended(child);
      await heard(child);
      child.kill('SIGKILL');
      return end;
    },
    'a signal that it handles': async () => {
      const child = start('handles');
      const end = whole(child);
      await heard(child);
      child.kill('SIGTERM');
      return end;
    },
    'no signal, only whether it is there': async () => {
      const child = start('waits');
      await heard(child);
      const before = child.kill(0);
      child.kill('SIGKILL');
      await ended(child);
      return [before, child.kill(0)];
    },
    'a time limit': () => ended(start('waits', { timeout: 400, killSignal: 'SIGKILL' })),
    'a controller': async () => {
      const child = start('waits', { signal: aborting.signal, killSignal: 'SIGKILL' });
      const errors: string[] = [];
      child.on('error', (error) => errors.push(`${error.name} ${error.message}`));
      await heard(child);
      aborting.abort();
      return [await ended(child), errors];
    },
    'the end of its channel': async () => {
      const child = start('left', { silent: true });
      let output = '';
      child.stdout!.on('data', (bytes) => (output += bytes));
      await heard(child);
      child.disconnect();
      return [await ended(child), output];
    },
    'one that need not live for its channel': () => whole(start('unref')),
    'one that lives for its channel a while': () => whole(start('ref', { silent: true })),
    'one that does not listen any more': () => whole(start('removes')),
    'a grandchild': async () => {
      const child = start('parent');
      const answer = await asked(child, 'hello');
      const end = ended(child);
      child.disconnect();
      return [answer, await end];
    },
    'one that outlives its parent': () => whole(start('leaves a child', { silent: true })),
    'one that nobody waits for': () => whole(start('forgets', { silent: true })),
  });

console.log('before');
process.on('exit', (c) => console.log('handler', c));
setTimeout(() => console.log('no'), 1);
process.exit(3);

process.on('SIGTERM', (s: string, n: number) => {
  console.log('got', s, n);
  process.exit(5);
});
process.once('SIGUSR2', () => {
  console.log('usr2');
  process.kill(process.pid, 'SIGTERM');
});
setTimeout(() => process.kill(process.pid, 'SIGUSR2'), 20);
setInterval(() => {}, 1000);

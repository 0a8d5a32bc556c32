// Listens, and answers whoever comes: at its new home, too.
import { createServer } from 'node:http';
const port = Number(process.argv[2]);
let served = 0;
const server = createServer((request, response) => {
  served++;
  response.end(`${request.url} ${served}\n`);
  if (request.url === '/end') server.close(() => console.log('served', served));
});
server.listen(port, '127.0.0.1', () => console.log('listens'));

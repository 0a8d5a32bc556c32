import { createServer, type Server } from 'node:http';
import { OmosixError } from '../../protocol/errors.ts';
import { CONTENT_TYPES, exposition, type Family, type Format } from './exposition.ts';

/** A scrape is small, and nobody has more than a few scrapers. */
const MAX_CONNECTIONS = 16;
const REQUEST_MS = 5_000;

/** Serves `GET /metrics` to whoever can connect there. @throws OmosixError EREFUSED where it cannot listen */
export async function serveMetrics(
  { host, port }: { host: string; port: number },
  families: () => Family[],
): Promise<{ port: number; close(): void }> {
  const server = createServer(
    { requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS },
    (request, response) => {
      const path = request.url?.split('?')[0];
      const isRead = request.method === 'GET' || request.method === 'HEAD';
      if (path !== '/metrics' || !isRead) {
        response.writeHead(path === '/metrics' ? 405 : 404, { 'Content-Type': 'text/plain' });
        response.end(path === '/metrics' ? 'GET only\n' : 'see /metrics\n');
        return;
      }
      const format: Format = request.headers.accept?.includes('application/openmetrics-text')
        ? 'openmetrics'
        : 'prometheus';
      const text = exposition(families(), format);
      response.writeHead(200, {
        'Content-Type': CONTENT_TYPES[format],
        'Content-Length': Buffer.byteLength(text),
      });
      response.end(request.method === 'HEAD' ? undefined : text);
    },
  );
  server.maxConnections = MAX_CONNECTIONS;
  await listening(server, host, port);
  const bound = server.address();
  return {
    port: typeof bound === 'object' && bound ? bound.port : port,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new OmosixError(
          'EREFUSED',
          `--metrics: ${host}:${port} cannot be listened at (${error.code ?? error.message})`,
        ),
      ),
    );
    server.listen(port, host, resolve);
  });
}

import type { FilesRequest } from '../../../protocol/files.ts';
import type { Service } from './service.ts';

/** What one request was about: a node, by ID or name, and how many bytes of a file went either way. */
export type Count = (node: string, bytes: number) => void;

const READS: ReadonlySet<FilesRequest['op']> = new Set<FilesRequest['op']>(['read', 'readFile', 'ahead']);
const NODE = /^\/mfs\/([^/]+)/;

/** A service that tells of each request that succeeds which node's files it was for. */
export function counted(service: Service, count: Count): Service {
  const nodes = new Map<number, string>();
  const nodeOf = (request: FilesRequest): string | undefined => {
    if ('file' in request) return nodes.get(request.file);
    if (request.op === 'fence') return undefined;
    return NODE.exec('from' in request ? request.from : request.path)?.[1];
  };
  return {
    serve: (request, tail, say) => {
      const node = nodeOf(request);
      service.serve(request, tail, (reply) => {
        if (node !== undefined && 'value' in reply && !reply.more) {
          const { value } = reply;
          if (request.op === 'open') nodes.set((value as { file: number }).file, node);
          else if (request.op === 'close') nodes.delete(request.file);
          // Zeros that were read are a number.
          const read = READS.has(request.op) ? (reply.tail?.length ?? (Number(value) || 0)) : 0;
          count(node, request.op === 'write' ? tail.length : read);
        }
        say(reply);
      });
    },
    left: () => service.left(),
  };
}

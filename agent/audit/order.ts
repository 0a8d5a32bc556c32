import type { AuditEvent, OrderedBy } from '../../protocol/audit.ts';
import type { Request } from '../../protocol/control.ts';

type Given = Extract<AuditEvent, { event: 'command-given' }>;

/** What only asks, or is the work of a deputy: nobody has given an order. */
const isQuestion = (request: Request): boolean => {
  switch (request.op) {
    case 'status':
    case 'tasks':
    case 'watch':
    case 'files':
    case 'run':
    case 'end':
    case 'capture':
    case 'checkpointed':
    case 'peers':
    case 'history':
      return true;
    case 'grant':
      return request.grants === null;
    case 'export':
      return request.path === null;
    case 'map':
      return request.entries === null;
    case 'migrate':
      return request.to === 'explain';
    default:
      return false;
  }
};

/** An order that was given, as it is written down; null where it is none. */
export function orderGiven(request: Request, by: () => OrderedBy): Given | null {
  if (isQuestion(request)) return null;
  if (request.op === 'on') {
    // The other node writes down what it is told; here it stands who told it.
    const asked = { ...request.request, id: 0 } as unknown as Request;
    const given = asked.op === 'on' ? null : orderGiven(asked, by);
    return given && { ...given, order: { node: request.node, ...given.order } };
  }
  const { op, id: _, ...rest } = request;
  const order = request.op === 'map' ? { entries: request.entries?.length } : rest;
  return { event: 'command-given', command: op, order, by: by() };
}

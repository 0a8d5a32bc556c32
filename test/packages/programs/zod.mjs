import { z } from 'zod';

const User = z.object({ id: z.number().int().positive(), email: z.email(), roles: z.array(z.enum(['admin', 'user'])).default(['user']), nested: z.lazy(() => User).optional() });
console.log(User.parse({ id: 1, email: 'a@b.cd', nested: { id: 2, email: 'c@d.ef', roles: [] } }));
const { error } = User.safeParse({ id: -1.5, email: 'nope', roles: ['king'] });
console.log(error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`));

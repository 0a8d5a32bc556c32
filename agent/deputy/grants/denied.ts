import { type Granted, PERMISSIONS } from '../../../protocol/grants.ts';

/** As Node's permission model says it, with our options. */
export function denied(of: Granted, resource: string): Error {
  const permission = PERMISSIONS[of];
  const message = `Access to this API has been restricted. Use --allow-${of} to manage permissions.`;
  return Object.assign(new Error(message), { code: 'ERR_ACCESS_DENIED', permission, resource });
}

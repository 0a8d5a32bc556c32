import { tick } from './support/tick.ts';

const api: any = { user: async (id: number) => (id ? { id, name: tick(`u${id}`), friend: id > 1 ? async () => api.user(id - 1) : null } : null) };
const name = async (id: number) => (await (await api.user(id))?.friend?.())?.name ?? tick('nobody');
console.log(await name(0), await name(1), await name(2), await name(3), await api.none?.(tick(1)), (await api.user?.(1))?.['name'].length);

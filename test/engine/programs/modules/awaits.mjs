export const value = await new Promise((resolve) => setTimeout(() => resolve('awaited'), 1));

import type Koa from 'koa';

/** Looks at an answer that is there, before it leaves; what it leaves to be written is written with the rest (`writeAtEnd`). */
export type OnceAnswered = (ctx: Koa.Context) => Promise<void> | void;

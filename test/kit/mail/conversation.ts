// One conversation of a mail server of a test: the least of SMTP (RFC 5321), STARTTLS (RFC 3207) and AUTH PLAIN (RFC 4954).
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Behaviour, Moment, Offer, Received } from './behaviour.ts';

/** What a conversation shares with the others of its server. */
export interface Desk {
  readonly offer: Offer;
  /** What happens at this moment, counted down; undefined for nothing out of the ordinary. */
  misbehaviour(at: Moment, to: string): Behaviour['does'] | undefined;
  begun(): void;
  keep(mail: Received): void;
}

/** Holds one with whoever is at the other end of `socket`. */
export function converse(socket: Socket, desk: Desk): void {
  new Conversation(socket, desk).open();
}

class Conversation {
  readonly #desk: Desk;
  #socket: Socket;
  #pending = '';
  #from = '';
  #to = '';
  #user: string | undefined;
  #inContent = false;

  constructor(socket: Socket, desk: Desk) {
    this.#socket = socket;
    this.#desk = desk;
  }

  open(): void {
    this.#listen();
    this.#at('greeting', '220 test ready');
  }

  #listen(): void {
    this.#socket.setEncoding('latin1');
    this.#socket.on('error', () => undefined);
    this.#socket.on('data', (text) => {
      this.#pending += text;
      this.#read();
    });
  }

  #read(): void {
    const end = this.#inContent ? '\r\n.\r\n' : '\r\n';
    for (let at = this.#pending.indexOf(end); at >= 0 && this.#inContent === end.length > 2; at = this.#pending.indexOf(end)) {
      const part = this.#pending.slice(0, at);
      this.#pending = this.#pending.slice(at + end.length);
      if (this.#inContent) this.#content(part);
      else this.#command(part);
    }
    if (this.#pending.includes(this.#inContent ? '\r\n.\r\n' : '\r\n')) this.#read();
  }

  #command(line: string): void {
    const verb = line.slice(0, 4).toUpperCase();
    const address = /<([^>]*)>/.exec(line)?.[1] ?? '';
    if (verb === 'EHLO') this.#at('hello', this.#hello());
    else if (verb === 'STAR') this.#encrypt();
    else if (verb === 'AUTH') this.#logIn(line);
    else if (verb === 'MAIL') this.#mail(address);
    else if (verb === 'RCPT') this.#recipient(address);
    else if (verb === 'DATA') this.#data();
    else if (verb === 'QUIT') this.#socket.end('221 bye\r\n');
    else this.#say(verb === 'RSET' ? '250 ok' : '502 what');
  }

  #hello(): string {
    const { tls, login } = this.#desk.offer;
    const offers = [tls && !tls.atOnce && !this.#encrypted && 'STARTTLS', login && 'AUTH PLAIN', '8BITMIME', 'SIZE 1000000'].filter(
      Boolean,
    );
    return ['250-test', ...offers.slice(1).map((offer) => `250-${offer}`), `250 ${offers[0]}`].join('\r\n');
  }

  get #encrypted(): boolean {
    return this.#socket instanceof TLSSocket;
  }

  #encrypt(): void {
    const { tls } = this.#desk.offer;
    this.#say(tls ? '220 go' : '502 no');
    if (!tls) return;
    this.#socket.removeAllListeners('data');
    this.#socket = new TLSSocket(this.#socket, { isServer: true, key: tls.key, cert: tls.cert });
    this.#listen();
  }

  #logIn(line: string): void {
    const [, user, password] = Buffer.from(line.split(' ').at(-1) ?? '', 'base64')
      .toString()
      .split('\0');
    if (`${user}:${password}` === this.#desk.offer.login) this.#user = user;
    this.#at('login', this.#user === undefined ? '535 5.7.8 no' : '235 ok');
  }

  #mail(from: string): void {
    this.#from = from;
    this.#desk.begun();
    const stranger = this.#desk.offer.login !== undefined && this.#user === undefined;
    this.#at('sender', stranger ? '530 5.7.0 log in first' : '250 ok');
  }

  #recipient(to: string): void {
    this.#to = to;
    this.#at('recipient', '250 ok', to);
  }

  #data(): void {
    if (this.#at('data', '354 go', this.#to)) this.#inContent = true;
  }

  #content(text: string): void {
    this.#inContent = false;
    const mail = { from: this.#from, to: this.#to, raw: text.replace(/^\.\./gm, '.'), encrypted: this.#encrypted, user: this.#user };
    const does = this.#desk.misbehaviour('content', this.#to);
    if (does === undefined || /^(?:keep|2)/.test(does)) this.#desk.keep(mail);
    this.#do(does ?? '250 2.0.0 kept');
  }

  /** Says what belongs here, or does something else. Whether it went as it should. */
  #at(moment: Moment, ordinary: string, to = ''): boolean {
    const does = this.#desk.misbehaviour(moment, to);
    this.#do(does ?? ordinary);
    return does === undefined;
  }

  #do(does: string): void {
    if (does.endsWith('hang')) return;
    if (does === 'trickle') this.#trickle();
    else if (does.endsWith('drop')) this.#socket.destroy();
    else this.#say(does);
  }

  #trickle(): void {
    const timer = setInterval(() => this.#say('250-wait'), 50);
    this.#socket.once('close', () => clearInterval(timer));
  }

  #say(reply: string): void {
    this.#socket.write(`${reply}\r\n`);
  }
}

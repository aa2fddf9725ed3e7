import { Injectable } from '@nestjs/common';
import { pathOf } from '../request.js';

interface Route {
  readonly segments: readonly string[];
  readonly methods: Set<string>;
}

/** `:name` stands for any one segment that is not empty, `*` at the end for whatever follows. */
function matches(pattern: readonly string[], path: readonly string[]): boolean {
  const fixed = pattern.at(-1) === '*' ? pattern.slice(0, -1) : pattern;
  if (fixed === pattern ? path.length !== fixed.length : path.length < fixed.length) return false;
  return fixed.every((part, at) => part === path[at] || (part.startsWith(':') && path[at] !== ''));
}

/** The routes of one service. Fastify answers 404 to a wrong method; knowing the others makes it a 405. */
@Injectable()
export class RouteTable {
  private readonly routes = new Map<string, Route>();

  /** Notes a route as Fastify registers it. */
  add(url: string, method: string | readonly string[]): void {
    const route = this.routes.get(url) ?? { segments: url.split('/'), methods: new Set<string>() };
    for (const name of typeof method === 'string' ? [method] : method) route.methods.add(name);
    this.routes.set(url, route);
  }

  /** The methods that are served at a path, sorted; none if nothing is there. */
  methodsOf(url: string | undefined): string[] {
    const path = pathOf(url).split('/');
    const found = [...this.routes.values()].filter(({ segments }) => matches(segments, path));
    return [...new Set(found.flatMap(({ methods }) => [...methods]))].sort();
  }
}

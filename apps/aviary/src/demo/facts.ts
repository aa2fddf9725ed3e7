/** What the demo reads from the answers it shows; only what it needs of each. */
export interface Task {
  readonly id: string;
  readonly title: string;
  readonly assigneeId: string;
  readonly assignmentFee: number;
  readonly completionReward: number;
  readonly status: string;
}

export interface Entry {
  readonly account: string;
  readonly reason: string;
  readonly amount: number;
  readonly balance: number;
  readonly taskId: string | null;
  readonly causeEventId: string | null;
}

export interface Balance {
  readonly balance: number;
  readonly asset: string;
  readonly cycle: string;
}

export interface Mail {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export interface Page<Item> {
  readonly items: readonly Item[];
}

/** What `GET /api/ops/status` answers. */
export interface Status {
  readonly state: string;
  readonly parts: readonly { readonly name: string; readonly state: string; readonly reason?: string }[];
  readonly sections: {
    readonly relay: readonly { service: string; tenant: string; position: number; head: number }[];
    readonly consumers: readonly { subscriber: string; tenant: string; position: number }[];
    readonly logs: readonly { service: string; tenant: string; epoch: number; position: number }[];
  };
  readonly degraded: readonly string[];
}

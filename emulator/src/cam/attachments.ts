import type { Lag } from "./access-keys";

/** Who has policies: a sub-user by uin, a role by id. */
export type Holder = number | string;

export interface Attachment {
  readonly holder: Holder;
  readonly policyId: number;
  /** Real clock, milliseconds, as all times here. */
  readonly addedAt: number;
  readonly worksFrom: number;
  /** Infinity until it is detached. */
  readonly worksUntil: number;
}

/** Which policies are attached to whom. */
export interface Attachments {
  /** A policy that is attached already stays as it is. */
  attach(holder: Holder, policyId: number): void;
  /** A policy that is not attached stays so. */
  detach(holder: Holder, policyId: number): void;
  /** As they were ordered. */
  of(holder: Holder): readonly Attachment[];
  /** The policies that have their effect at this moment. */
  working(holder: Holder): readonly number[];
  /** A holder or a policy is gone, and what it had to do with others at once. */
  forget(gone: { readonly holder: Holder } | { readonly policyId: number }): void;
  clear(): void;
}

function isAttached({ worksUntil }: Attachment): boolean {
  return worksUntil === Infinity;
}

export function createAttachments({ now, lagSeconds }: Lag): Attachments {
  let attachments: readonly Attachment[] = [];
  const of = (holder: Holder): readonly Attachment[] =>
    attachments.filter((attachment) => attachment.holder === holder && isAttached(attachment));
  return {
    attach: (holder, policyId) => {
      if (of(holder).some((attachment) => attachment.policyId === policyId)) return;
      const addedAt = now();
      const worksFrom = addedAt + lagSeconds() * 1000;
      attachments = [...attachments, { holder, policyId, addedAt, worksFrom, worksUntil: Infinity }];
    },
    detach: (holder, policyId) => {
      const worksUntil = now() + lagSeconds() * 1000;
      attachments = attachments
        .filter((attachment) => attachment.worksUntil > now())
        .map((attachment) =>
          attachment.holder === holder && attachment.policyId === policyId && isAttached(attachment)
            ? { ...attachment, worksUntil }
            : attachment,
        );
    },
    of,
    working: (holder) =>
      attachments
        .filter((attachment) => attachment.holder === holder)
        .filter(({ worksFrom, worksUntil }) => worksFrom <= now() && now() < worksUntil)
        .map(({ policyId }) => policyId),
    forget: (gone) => {
      attachments = attachments.filter(({ holder, policyId }) =>
        "holder" in gone ? holder !== gone.holder : policyId !== gone.policyId,
      );
    },
    clear: () => {
      attachments = [];
    },
  };
}

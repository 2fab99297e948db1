/** A sub-user of the account. */
export interface User {
  readonly uin: number;
  readonly uid: number;
  readonly name: string;
  readonly remark: string;
  /** Whether it may sign in to the console, which does nothing here: 0 or 1. */
  readonly consoleLogin: number;
  readonly phoneNum: string;
  readonly countryCode: string;
  readonly email: string;
}

/** What can be said of a user. */
export type UserFields = Omit<User, "uin" | "uid" | "name">;

export interface Users {
  /** The name must be free. */
  add(name: string, fields: UserFields): User;
  find(name: string): User | undefined;
  byUin(uin: number): User | undefined;
  /** Changes what is given. */
  change(user: User, fields: Partial<UserFields>): void;
  remove(user: User): void;
  all(): readonly User[];
  clear(): void;
}

const FIRST_UIN = 100000000101;
const FIRST_UID = 5000001;

export function createUsers(): Users {
  const users = new Map<string, User>();
  // Numbers are not given again, for policies and logs may still name them.
  let count = 0;
  return {
    add: (name, fields) => {
      const user = { uin: FIRST_UIN + count, uid: FIRST_UID + count, name, ...fields };
      count += 1;
      users.set(name, user);
      return user;
    },
    find: (name) => users.get(name),
    byUin: (uin) => [...users.values()].find((user) => user.uin === uin),
    change: (user, fields) => {
      users.set(user.name, { ...user, ...fields });
    },
    remove: ({ name }) => {
      users.delete(name);
    },
    all: () => [...users.values()],
    clear: () => users.clear(),
  };
}

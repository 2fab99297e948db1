import { randomBytes } from "node:crypto";

import { integerAt, textAt } from "../api/params";
import type { Params } from "../api/service";
import { refusal } from "./state";
import type { CamRun, CamState } from "./state";
import type { User, UserFields } from "./users";

/** 598/10609 */
const MAX_USERS = 1000;
const MIN_PASSWORD_LENGTH = 8;

/** The user of the parameter Name. */
function findUser({ cam }: CamState, params: Params): User {
  const user = cam.users.find(textAt(params, "Name"));
  if (user === undefined) throw refusal("ResourceNotFound.UserNotExist", "The user does not exist.");
  return user;
}

/** The rules that hold unless an account has made its own. A password says nothing to somebody who cannot sign in. */
function checkPassword(params: Params): void {
  const password = textAt(params, "Password");
  if (password === "" || integerAt(params, "ConsoleLogin") !== 1) return;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/];
  if (password.length >= MIN_PASSWORD_LENGTH && kinds.every((kind) => kind.test(password))) return;
  throw refusal(
    "InvalidParameter.PasswordViolatedRules",
    "The password must have at least 8 characters, lower and upper case, digits and special characters.",
  );
}

/** A password is needed by whom may sign in, and is answered when it was made up: 32 characters of all four kinds. */
function passwordAnswer(params: Params): { readonly Password?: string } {
  if (integerAt(params, "ConsoleLogin") !== 1) return {};
  return { Password: textAt(params, "Password") || `Aa1-${randomBytes(14).toString("hex")}` };
}

function keyAnswer({ cam }: CamState, user: User, params: Params): Params {
  if (integerAt(params, "UseApi") !== 1) return {};
  const { accessKeyId, secretAccessKey } = cam.accessKeys.create(user.uin, "");
  return { SecretId: accessKeyId, SecretKey: secretAccessKey };
}

const addUser: CamRun = (state, { params }) => {
  const { users } = state.cam;
  const name = textAt(params, "Name");
  checkPassword(params);
  if (users.find(name) !== undefined) {
    throw refusal("InvalidParameter.SubUserNameInUse", "The user name is in use.");
  }
  if (users.all().length >= MAX_USERS) {
    throw refusal("InvalidParameter.SubUserFull", `There are ${MAX_USERS} sub-users already.`);
  }
  const user = users.add(name, {
    remark: textAt(params, "Remark"),
    consoleLogin: integerAt(params, "ConsoleLogin") ?? 0,
    phoneNum: textAt(params, "PhoneNum"),
    countryCode: textAt(params, "CountryCode"),
    email: textAt(params, "Email"),
  });
  const { uin, uid } = user;
  return {
    Uin: uin,
    Name: name,
    Uid: uid,
    ...passwordAnswer(params),
    ...keyAnswer(state, user, params),
  };
};

const getUser: CamRun = (state, { params }) => {
  const user = findUser(state, params);
  return {
    Uin: user.uin,
    Name: user.name,
    Uid: user.uid,
    Remark: user.remark,
    ConsoleLogin: user.consoleLogin,
    PhoneNum: user.phoneNum,
    CountryCode: user.countryCode,
    Email: user.email,
    RecentlyLoginIP: "",
    RecentlyLoginTime: "",
  };
};

function givenFields(params: Params): Partial<UserFields> {
  const consoleLogin = integerAt(params, "ConsoleLogin");
  return {
    ...("Remark" in params && { remark: textAt(params, "Remark") }),
    ...(consoleLogin !== undefined && { consoleLogin }),
    ...("PhoneNum" in params && { phoneNum: textAt(params, "PhoneNum") }),
    ...("CountryCode" in params && { countryCode: textAt(params, "CountryCode") }),
    ...("Email" in params && { email: textAt(params, "Email") }),
  };
}

const updateUser: CamRun = (state, { params }) => {
  const user = findUser(state, params);
  checkPassword(params);
  state.cam.users.change(user, givenFields(params));
  return {};
};

/** Without Force a user with keys, active or not, stays; what is attached goes with the user in any case. */
const deleteUser: CamRun = (state, { params }) => {
  const { users, accessKeys, attachments } = state.cam;
  const user = findUser(state, params);
  const keys = accessKeys.of(user.uin);
  if (keys.length > 0 && integerAt(params, "Force") !== 1) {
    throw refusal("OperationDenied.HaveKeys", "The user has access keys that are not deleted.");
  }
  keys.forEach((key) => accessKeys.remove(key));
  attachments.forget({ holder: user.uin });
  users.remove(user);
  return {};
};

const getUserAppId: CamRun = ({ account }, { caller }) => ({
  Uin: String(typeof caller.holder === "number" ? caller.holder : account.uin),
  OwnerUin: String(account.uin),
  AppId: account.appId,
});

export const USER_ACTIONS: Readonly<Record<string, CamRun>> = {
  AddUser: addUser,
  GetUser: getUser,
  UpdateUser: updateUser,
  DeleteUser: deleteUser,
  GetUserAppId: getUserAppId,
};

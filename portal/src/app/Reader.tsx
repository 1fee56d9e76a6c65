import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import type { Session } from '../api/types';
import { Icon } from '../ui/Icon';
import { useSignOut } from './session';
import { ThemeSwitch } from './ThemeSwitch';

/** Who is reading, how the pages look to them, and the way out. */
export function Reader({ session }: { readonly session: Session }) {
  const signOut = useSignOut();
  return (
    <DialogTrigger>
      <Button className="reader-button">
        <span className="hidden-text">Signed in as </span>
        <span className="reader-initial" aria-hidden="true">
          {session.user.slice(0, 1).toUpperCase()}
        </span>
        <span className="reader-name">{session.user}</span>
        <span className="hidden-text">: account and theme</span>
        <Icon name="down" />
      </Button>
      <Popover className="popover" placement="bottom end">
        <Dialog className="reader-dialog" aria-label="Account and theme">
          <p className="reader-user">{session.user}</p>
          <p className="quiet">{session.groups.length === 0 ? 'in no group' : session.groups.join(', ')}</p>
          <ThemeSwitch />
          <Button className="button" onPress={() => signOut.mutate()} isDisabled={signOut.isPending}>
            Sign out
          </Button>
          {signOut.error !== null && <p className="error-text">{signOut.error.message}</p>}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

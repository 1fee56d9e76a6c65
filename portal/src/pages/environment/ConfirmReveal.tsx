import { Button, Dialog, DialogTrigger, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { Icon } from '../../ui/Icon';

/** Asks before values are shown, because it leaves a record. */
export function ConfirmReveal({ name, onConfirm }: { readonly name: string; readonly onConfirm: () => void }) {
  return (
    <DialogTrigger>
      <Button className="button button-small">
        <Icon name="eye" />
        Reveal values…
      </Button>
      <ModalOverlay className="overlay" isDismissable>
        <Modal className="modal">
          <Dialog role="alertdialog" className="modal-dialog">
            {({ close }) => (
              <>
                <Heading slot="title">Reveal the values of {name}?</Heading>
                <p>
                  Your name and the time are written to the audit trail. Make sure that nobody looks over your shoulder.
                </p>
                <div className="modal-actions">
                  <Button className="button" onPress={close}>
                    Cancel
                  </Button>
                  <Button
                    className="button button-primary"
                    onPress={() => {
                      close();
                      onConfirm();
                    }}
                  >
                    Reveal
                  </Button>
                </div>
              </>
            )}
          </Dialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  );
}

package io.paviour.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;

/// The server's side of an open WebSocket (RFC 6455) on which only the server has something to say. One thread
/// [writes][#lines()], another one [listens][#listen()].
final class WebSocket {
    static final int NORMAL = 1000;
    static final int GOING_AWAY = 1001;
    private static final int PROTOCOL_ERROR = 1002;
    private static final int TOO_BIG = 1009;

    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    private static final int FINAL = 0x80;
    private static final int RESERVED = 0x70;
    private static final int OPCODE = 0x0f;
    private static final int MASKED = 0x80;
    private static final int LENGTH = 0x7f;
    private static final int LENGTH_IN_2 = 126;
    private static final int LENGTH_IN_8 = 127;
    private static final int CONTROL_BYTES_MAX = 125;
    private static final int MASK_BYTES = 4;
    private static final int FRAME_HEAD_BYTES = 2 + Long.BYTES;

    /// What a client says is not read, but has to end some time.
    private static final int MESSAGE_BYTES_MAX = 64 << 10;

    private final InputStream in;
    private final OutputStream out;
    // Interruptible, so that whoever waits behind a stalled write can be ended too.
    private final ReentrantLock writing = new ReentrantLock();
    private boolean isClosed;

    WebSocket(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    /// A stream whose lines become text messages, one a frame; the frames of one write are sent together. Blanks
    /// before a line are nothing but a sign of life: when flushed alone they become a ping.
    OutputStream lines() {
        return new OutputStream() {
            private final ByteArrayOutputStream line = new ByteArrayOutputStream();
            private boolean isAlive;

            @Override
            public void write(int one) throws IOException {
                write(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                var frames = new ByteArrayOutputStream(length + FRAME_HEAD_BYTES);
                int start = from;
                for (int i = from; i < from + length; i++) {
                    if (bytes[i] == ' ' && i == start && line.size() == 0) {
                        isAlive = true;
                        start = i + 1;
                    } else if (bytes[i] == '\n') {
                        line.write(bytes, start, i - start);
                        frames.writeBytes(framed(TEXT, line.toByteArray()));
                        line.reset();
                        isAlive = false;
                        start = i + 1;
                    }
                }
                line.write(bytes, start, from + length - start);
                if (frames.size() > 0) {
                    send(frames.toByteArray(), false);
                }
            }

            @Override
            public void flush() throws IOException {
                if (isAlive && line.size() == 0) {
                    isAlive = false;
                    send(framed(PING, new byte[0]), false);
                }
            }
        };
    }

    /// Says that it is over, once.
    ///
    /// @throws IOException if the client cannot be told
    void close(int code) throws IOException {
        send(
                framed(
                        CLOSE,
                        ByteBuffer.allocate(Short.BYTES).putShort((short) code).array()),
                true);
    }

    /// Gives the client up: nothing can be written any more.
    void abandon() {
        writing.lock();
        try {
            isClosed = true;
        } finally {
            writing.unlock();
        }
    }

    /// @param closes whether nothing may come after these frames; only the first of such are sent
    private void send(byte[] frames, boolean closes) throws IOException {
        try {
            writing.lockInterruptibly();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            var cut = new InterruptedIOException("ended while another frame was written");
            cut.initCause(ended);
            throw cut;
        }
        try {
            if (isClosed && !closes) {
                throw new EOFException("the WebSocket is closed");
            }
            if (!isClosed) {
                isClosed = closes;
                out.write(frames);
                out.flush();
            }
        } finally {
            writing.unlock();
        }
    }

    private static byte[] framed(int opcode, byte[] payload) {
        int length = payload.length;
        int extra = length <= CONTROL_BYTES_MAX ? 0 : length <= 0xffff ? Short.BYTES : Long.BYTES;
        ByteBuffer frame = ByteBuffer.allocate(2 + extra + length);
        frame.put((byte) (FINAL | opcode));
        switch (extra) {
            case 0 -> frame.put((byte) length);
            case Short.BYTES -> frame.put((byte) LENGTH_IN_2).putShort((short) length);
            default -> frame.put((byte) LENGTH_IN_8).putLong(length);
        }
        return frame.put(payload).array();
    }

    /// Hears the client out until it closes, goes, or breaks the rules; answers pings and the closing.
    ///
    /// @throws IOException if the connection breaks
    void listen() throws IOException {
        long inMessage = -1;
        while (true) {
            int first = in.read();
            if (first < 0) {
                return;
            }
            int second = one();
            int opcode = first & OPCODE;
            boolean isFinal = (first & FINAL) != 0;
            if ((first & RESERVED) != 0 || (second & MASKED) == 0) {
                close(PROTOCOL_ERROR);
                return;
            }
            long length = length(second & LENGTH);
            byte[] mask = exactly(MASK_BYTES);
            boolean isControl = opcode >= CLOSE;
            boolean isOutOfPlace = isControl
                    ? opcode > PONG || !isFinal || length > CONTROL_BYTES_MAX
                    : opcode > BINARY || (opcode == CONTINUATION) != (inMessage >= 0);
            if (isOutOfPlace || length < 0) {
                close(PROTOCOL_ERROR);
                return;
            }
            if (isControl) {
                if (!control(opcode, unmasked(exactly((int) length), mask))) {
                    return;
                }
                continue;
            }
            inMessage = Math.max(0, inMessage) + length;
            if (length > MESSAGE_BYTES_MAX || inMessage > MESSAGE_BYTES_MAX) {
                close(TOO_BIG);
                return;
            }
            exactly((int) length);
            inMessage = isFinal ? -1 : inMessage;
        }
    }

    private long length(int said) throws IOException {
        return switch (said) {
            case LENGTH_IN_2 -> ByteBuffer.wrap(exactly(Short.BYTES)).getShort() & 0xffff;
            case LENGTH_IN_8 -> ByteBuffer.wrap(exactly(Long.BYTES)).getLong();
            default -> said;
        };
    }

    /// @return whether there may be more
    private boolean control(int opcode, byte[] payload) throws IOException {
        return switch (opcode) {
            case PING -> {
                send(framed(PONG, payload), false);
                yield true;
            }
            case PONG -> true;
            default -> {
                close(answerTo(payload));
                yield false;
            }
        };
    }

    private static int answerTo(byte[] closing) {
        if (closing.length == 0) {
            return NORMAL;
        }
        int code = closing.length == 1 ? 0 : ByteBuffer.wrap(closing).getShort() & 0xffff;
        boolean isKnown = (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014);
        return isKnown || (code >= 3000 && code <= 4999) ? code : PROTOCOL_ERROR;
    }

    private static byte[] unmasked(byte[] payload, byte[] mask) {
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i % MASK_BYTES];
        }
        return payload;
    }

    private int one() throws IOException {
        int next = in.read();
        if (next < 0) {
            throw new EOFException("the connection ended within a frame");
        }
        return next;
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the connection ended within a frame");
        }
        return bytes;
    }
}

package io.paviour.schema;

import static dev.cel.common.types.SimpleType.BOOL;
import static dev.cel.common.types.SimpleType.INT;
import static dev.cel.common.types.SimpleType.STRING;
import static io.paviour.schema.CelFunctions.takes;
import static io.paviour.schema.CelFunctions.text;

import com.google.re2j.Pattern;
import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;

/// Kubernetes' libraries of IP addresses and of CIDR ranges.
final class CelNetworkFunctions {
    private static final CelType IP = OpaqueType.create("net.IP");
    private static final CelType CIDR = OpaqueType.create("net.CIDR");

    private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile("^(?:" + OCTET + "\\.){3}" + OCTET + "$");
    private static final Pattern IPV6 = Pattern.compile("^[0-9a-fA-F:]{2,39}$");
    private static final Pattern PREFIX = Pattern.compile("^(?:0|[1-9][0-9]{0,2})$");

    private CelNetworkFunctions() {}

    /// An address, of version 4 or 6.
    private record Ip(InetAddress address) {
        int family() {
            return address instanceof Inet4Address ? 4 : 6;
        }

        boolean isGlobalUnicast() {
            byte[] bytes = address.getAddress();
            boolean broadcast = bytes.length == 4 && new BigInteger(1, bytes).equals(BigInteger.valueOf(0xffffffffL));
            return !address.isAnyLocalAddress()
                    && !address.isLoopbackAddress()
                    && !address.isMulticastAddress()
                    && !address.isLinkLocalAddress()
                    && !broadcast;
        }

        /// As RFC 5952 writes it.
        @Override
        public String toString() {
            return address instanceof Inet4Address ? address.getHostAddress() : compressed(address.getAddress());
        }
    }

    /// A range of addresses.
    private record Cidr(Ip ip, int prefix) {
        int bits() {
            return ip.address.getAddress().length * 8;
        }

        boolean contains(Ip other) {
            return other.family() == ip.family() && network(other).equals(network(ip));
        }

        boolean contains(Cidr other) {
            return other.prefix >= prefix && contains(other.ip);
        }

        private BigInteger network(Ip address) {
            int free = bits() - prefix;
            return new BigInteger(1, address.address.getAddress())
                    .shiftRight(free)
                    .shiftLeft(free);
        }

        Cidr masked() {
            byte[] whole = network(ip).toByteArray();
            byte[] bytes = new byte[bits() / 8];
            int length = Math.min(whole.length, bytes.length);
            System.arraycopy(whole, whole.length - length, bytes, bytes.length - length, length);
            try {
                return new Cidr(new Ip(InetAddress.getByAddress(bytes)), prefix);
            } catch (java.net.UnknownHostException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        @Override
        public String toString() {
            return ip + "/" + prefix;
        }
    }

    static void addTo(CelFunctions functions) {
        functions.type(IP, Ip.class).type(CIDR, Cidr.class);
        functions.reader("ip", "isIP", IP, CelNetworkFunctions::ip);
        functions.reader("cidr", "isCIDR", CIDR, CelNetworkFunctions::cidr);
        functions
                .global(
                        "ip.isCanonical",
                        BOOL,
                        takes(STRING),
                        a -> ip(text(a[0])).toString().equals(text(a[0])))
                .global("string", STRING, takes(IP), a -> a[0].toString())
                .global("string", STRING, takes(CIDR), a -> a[0].toString())
                .member("family", INT, takes(IP), a -> (long) ((Ip) a[0]).family())
                .member("isUnspecified", BOOL, takes(IP), a -> ((Ip) a[0]).address.isAnyLocalAddress())
                .member("isLoopback", BOOL, takes(IP), a -> ((Ip) a[0]).address.isLoopbackAddress())
                .member("isLinkLocalMulticast", BOOL, takes(IP), a -> isLinkLocalMulticast(((Ip) a[0]).address))
                .member("isLinkLocalUnicast", BOOL, takes(IP), a -> ((Ip) a[0]).address.isLinkLocalAddress())
                .member("isGlobalUnicast", BOOL, takes(IP), a -> ((Ip) a[0]).isGlobalUnicast())
                .member("containsIP", BOOL, takes(CIDR, IP), a -> ((Cidr) a[0]).contains((Ip) a[1]))
                .member("containsIP", BOOL, takes(CIDR, STRING), a -> ((Cidr) a[0]).contains(ip(text(a[1]))))
                .member("containsCIDR", BOOL, takes(CIDR, CIDR), a -> ((Cidr) a[0]).contains((Cidr) a[1]))
                .member("containsCIDR", BOOL, takes(CIDR, STRING), a -> ((Cidr) a[0]).contains(cidr(text(a[1]))))
                .member("ip", IP, takes(CIDR), a -> ((Cidr) a[0]).ip)
                .member("masked", CIDR, takes(CIDR), a -> ((Cidr) a[0]).masked())
                .member("prefixLength", INT, takes(CIDR), a -> (long) ((Cidr) a[0]).prefix);
    }

    private static boolean isLinkLocalMulticast(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean version4 = bytes.length == 4 && (bytes[0] & 0xff) == 224 && bytes[1] == 0 && bytes[2] == 0;
        return version4 || (address.isMCLinkLocal() && bytes.length == 16);
    }

    private static Ip ip(String text) {
        if (IPV4.matches(text)) {
            return new Ip(Inet4Address.ofLiteral(text));
        }
        if (IPV6.matches(text) && text.indexOf(':') >= 0) {
            try {
                InetAddress address = Inet6Address.ofLiteral(text);
                if (address instanceof Inet6Address) {
                    return new Ip(address);
                }
            } catch (IllegalArgumentException none) {
                // Told below, as every other text that is none.
            }
        }
        throw new CelFailure("IP Address " + CelFormatting.quoted(text) + " parse error: not an IPv4 or IPv6 address");
    }

    private static Cidr cidr(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !PREFIX.matches(text.substring(slash + 1))) {
            throw new CelFailure("network address parse error: " + CelFormatting.quoted(text)
                    + " is not an address, '/', and a prefix length");
        }
        var cidr = new Cidr(ip(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
        if (cidr.prefix() > cidr.bits()) {
            throw new CelFailure("network address parse error: the prefix length of " + CelFormatting.quoted(text)
                    + " is at most " + cidr.bits());
        }
        return cidr;
    }

    /// Eight groups in hexadecimal, of which the longest run of zeros, if it is two or longer, is left out.
    private static String compressed(byte[] bytes) {
        int[] groups = new int[8];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = ((bytes[2 * i] & 0xff) << 8) | (bytes[2 * i + 1] & 0xff);
        }
        int start = -1;
        int length = 1;
        for (int i = 0; i < groups.length; i++) {
            int end = i;
            while (end < groups.length && groups[end] == 0) {
                end++;
            }
            if (end - i > length) {
                start = i;
                length = end - i;
            }
        }
        var text = new StringBuilder();
        for (int i = 0; i < groups.length; i++) {
            if (i == start) {
                text.append("::");
                i += length - 1;
            } else {
                text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":")
                        .append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }
}

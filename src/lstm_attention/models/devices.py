"""One training on several devices of a machine, by TensorFlow's own distribution."""

import tensorflow as tf


class DeviceError(Exception):
    """The machine has not what was asked for."""


def shared(devices: int) -> tf.distribute.Strategy:
    """A strategy under which a model is built and trained, each batch shared among devices.

    Every device holds the whole model and computes its part of a batch; the gradients are
    averaged. For one device this is TensorFlow's default strategy. A machine without GPUs takes
    as many parts of its processors for devices, which must be asked for before TensorFlow
    computes anything.

    Args:
        devices: how many; the first GPUs where there are any.

    Raises:
        DeviceError: if there are GPUs, but fewer, or if TensorFlow has started already.
    """
    if devices == 1:
        return tf.distribute.get_strategy()
    gpus = tf.config.list_physical_devices("GPU")
    if not gpus:
        processor = tf.config.list_physical_devices("CPU")[0]
        try:
            tf.config.set_logical_device_configuration(
                processor, [tf.config.LogicalDeviceConfiguration()] * devices
            )
        except RuntimeError:
            raise DeviceError(
                f"devices={devices}: TensorFlow has started; restart the kernel first"
            ) from None
    elif len(gpus) < devices:
        raise DeviceError(f"devices={devices}: this machine has {len(gpus)} GPU; set devices to that at most")
    kind = "GPU" if gpus else "CPU"
    return tf.distribute.MirroredStrategy([f"{kind}:{number}" for number in range(devices)])
